/* The page of one call: what is written is kept on the server every few seconds, and in this page until it is; the time
   goes on; an unfolded way out closes with Escape. Without this script everything can still be read, saved and done. */

const PAUSE = 1500;
const form = document.querySelector("form[data-draft]");
const line = document.querySelector("[data-draft-line]");
const place = `call-draft:${location.pathname}`;
let waiting = null;
let unkept = false;

/* ---- what is written ---- */

function written() {
  const data = new FormData(form);
  data.delete("then");
  return data;
}

function say(words, isUnkept) {
  if (line.textContent !== words) line.textContent = words;
  line.classList.toggle("unkept", isUnkept);
}

function remember() {
  const kept = {};
  for (const [name, value] of written()) if (name !== "csrf_token") kept[name] = value;
  try {
    sessionStorage.setItem(place, JSON.stringify(kept));
  } catch {
    /* a browser that keeps nothing: the server does */
  }
}

function forget() {
  try {
    sessionStorage.removeItem(place);
  } catch {
    /* nothing was kept */
  }
}

async function keep() {
  waiting = null;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: written(), credentials: "same-origin", keepalive: true });
    if (answer.status !== 204) throw new Error(String(answer.status));
    unkept = waiting !== null;
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    say(form.dataset.kept.replace("{time}", now), false);
    if (!unkept) forget();
  } catch {
    unkept = true;
    say(form.dataset.unkept, true);
    waiting ??= setTimeout(keep, PAUSE * 4);
  }
}

function changed() {
  unkept = true;
  remember();
  if (line.textContent === "" || line.classList.contains("unkept")) say(line.classList.contains("unkept") ? line.textContent : form.dataset.saving, line.classList.contains("unkept"));
  clearTimeout(waiting);
  waiting = setTimeout(keep, PAUSE);
}

function put(name, value) {
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}

function restore() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  } catch {
    kept = null;
  }
  if (kept === null || "drafted" in form.dataset || form.querySelector("[aria-invalid]")) return;
  for (const [name, value] of Object.entries(kept)) put(name, value);
  say(form.dataset.restored, false);
  changed();
}

if (form) {
  restore();
  form.querySelector("[aria-invalid]")?.focus();
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    unkept = false;
    forget();
  });
  document.addEventListener("live:gone", () => {
    clearTimeout(waiting);
    unkept = false;
    forget();
  });
  window.addEventListener("online", () => unkept && keep());
  document.addEventListener("visibilitychange", () => document.hidden && unkept && keep());
  window.addEventListener("beforeunload", (event) => {
    if (!unkept) return;
    keep();
    event.preventDefault();
  });
  form.addEventListener("click", (event) => {
    const taking = event.target.closest("[data-take]");
    if (!taking) return;
    put(taking.dataset.into, taking.dataset.take);
    form.querySelector(`[name="${CSS.escape(taking.dataset.into)}"]`)?.focus();
    changed();
  });
}

/* ---- the time goes on ---- */

const begun = new WeakMap(); /* when a time that goes on was first seen: a fresh piece brings a fresh one */

function inWords(seconds) {
  const parts = [[Math.floor(seconds / 3600), "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]];
  return parts.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`).join(" ") || "0 s";
}

function tick() {
  for (const each of document.querySelectorAll("[data-ticking]")) {
    if (!begun.has(each)) begun.set(each, performance.now());
    each.textContent = inWords(Number(each.dataset.ticking) + Math.floor((performance.now() - begun.get(each)) / 1000));
  }
}
tick();
setInterval(tick, 1000);

/* ---- how the call stands: what is announced is that it stands otherwise, and never the time ---- */

const standing = () => document.querySelector("[data-standing]")?.dataset.standing ?? "";
let stood = standing();

document.addEventListener("live:replaced", () => {
  tick();
  if (standing() === stood) return;
  stood = standing();
  document.querySelector("[data-standing-told]").textContent = stood;
});

/* ---- the script: the next question has the focus ---- */

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "script") target.querySelector(".open button, .open input[name=answer]")?.focus();
});

/* ---- the ways out ---- */

const opened = () => [...document.querySelectorAll("details.way[open]")];
const focused = (way) => way.contains(document.activeElement) && !document.activeElement.matches("summary");

document.addEventListener("toggle", ({ target }) => {
  if (!target.matches("details.way") || !target.open || focused(target)) return;
  (target.querySelector("[aria-invalid]") ?? target.querySelector(".way-body input:not([type=hidden]), .way-body select, .way-body button"))?.focus();
}, true);
document.addEventListener("keydown", (event) => {
  const [open] = opened();
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  const way = event.target.closest('a[href^="#way-"]');
  const wanted = way && document.querySelector(way.getAttribute("href"));
  for (const each of opened()) if (each !== wanted && !each.contains(event.target)) each.open = false;
  if (wanted) wanted.open = true;
});
