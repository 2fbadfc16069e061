/* Pieces of a page that keep themselves fresh. data-live is the address of a piece; data-live-on names the kinds of news
   it depends on ("emergency queue"; without it, all), data-live-always one that is refreshed in a hidden window too.
   The stream (stream.js) says that something changed; the piece is then asked for. While the stream is away each piece is
   asked for every five seconds, and a line of the page says so.
   data-live-gone is the address of the page itself, around pieces of one thing: when a piece of it is not there any more,
   nothing of it may stay on the screen.
   What is being read or typed stays: focus and selection survive, and nothing is replaced that has not changed.
   When the connection is lost, what is shown stays, and the line marked data-lost says so. */

import { listen } from "./stream.js";

const POLLED = 5000; /* while nothing tells of news */
const SELDOM = 30000; /* while something does: "3 min ago" grows older, too */
const AT_MOST = 400; /* two refreshments of one piece are as far apart */

const lost = document.querySelector("[data-lost]");
const failing = new Set();
const shown = new WeakMap();
const waiting = new WeakMap();
const under = new WeakSet();
const swapped = new WeakMap(); /* how often a form has replaced a piece: an answer that was asked for before is old */
let streaming = false;
let leaving = false; /* a form or link of the page is on its way already: whatever it leads to is not undone */

const pieces = () => [...document.querySelectorAll("[data-live]")];

/* As the browser itself would write it, so that what has not changed is not announced again. */
function asWritten(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.innerHTML.trim();
}

function say(piece, fails) {
  if (fails) failing.add(piece);
  else failing.delete(piece);
  if (lost) lost.hidden = failing.size === 0;
}

function isBeingRead(piece) {
  const chosen = document.getSelection();
  return chosen && !chosen.isCollapsed && piece.contains(chosen.anchorNode);
}

/* A field that holds what the server did not write or refused, a list that is open for choosing, or a sentence that
   tells why a form was refused. */
function isBeingTyped(piece) {
  const fields = [...piece.querySelectorAll("input:not([type=hidden]), textarea")];
  const typed = fields.some((field) => field.value !== field.defaultValue || field.hasAttribute("aria-invalid"));
  return typed || piece.querySelector("[role=alert]:not([hidden])") || (piece.contains(document.activeElement) && document.activeElement.matches("select"));
}

/* Each answer has form tokens of its own, and a fresh one says what takes the focus; they are no news. */
const news = (html) => html.replace(/name="csrf_token" value="[^"]*"| autofocus=""/g, "");

function placeOf(element) {
  const name = ["id", "href", "name"].find((each) => element.getAttribute(each));
  if (!name) return null;
  const value = name === "name" && element.matches("button") ? `[value="${CSS.escape(element.value)}"]` : "";
  return `[${name}="${CSS.escape(element.getAttribute(name))}"]${value}`;
}

function replace(piece, html) {
  const focused = piece.contains(document.activeElement) ? placeOf(document.activeElement) : null;
  const unfolded = [...piece.querySelectorAll("details[open][id]")].map((each) => each.id);
  piece.innerHTML = html;
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  const again = focused ? [...piece.querySelectorAll(focused)] : [];
  again.find((each) => each.checkVisibility?.() ?? true)?.focus({ preventScroll: true });
  window.htmx?.process(piece);
  piece.dispatchEvent(new CustomEvent("live:replaced", { bubbles: true }));
}

/* What the page was about may not be seen any more: nothing of it stays, and nobody is asked whether they want to go. */
function leave(address) {
  document.dispatchEvent(new CustomEvent("live:gone"));
  document.querySelector("main")?.replaceChildren();
  location.replace(address);
}

async function refresh(piece) {
  if (under.has(piece)) return soon(piece);
  under.add(piece);
  const count = swapped.get(piece);
  try {
    const answer = await fetch(piece.dataset.live, { credentials: "same-origin", cache: "no-store" });
    const whole = piece.closest("[data-live-gone]")?.dataset.liveGone;
    if (answer.status === 404 && whole && !leaving) return leave(whole);
    say(piece, !answer.ok);
    if (!answer.ok) return;
    const html = asWritten(await answer.text());
    if (swapped.get(piece) !== count) return;
    const before = shown.get(piece) ?? news(piece.innerHTML.trim());
    if (news(html) !== before && !isBeingRead(piece) && !isBeingTyped(piece)) {
      replace(piece, html);
      shown.set(piece, news(html));
    }
  } catch {
    say(piece, true);
  } finally {
    under.delete(piece);
  }
}

/* At once, and what comes meanwhile once more afterwards. */
function soon(piece) {
  const wait = waiting.get(piece);
  if (wait?.again) return;
  if (wait) {
    wait.again = true;
    return;
  }
  waiting.set(piece, { again: false });
  setTimeout(() => {
    const { again } = waiting.get(piece);
    waiting.delete(piece);
    if (again && piece.isConnected) soon(piece);
  }, AT_MOST);
  refresh(piece);
}

function concerns(piece, kind) {
  const on = piece.dataset.liveOn;
  return kind === "look" || !on || on.split(" ").includes(kind);
}

function heard(kind) {
  for (const piece of pieces()) {
    if (concerns(piece, kind) && (!document.hidden || "liveAlways" in piece.dataset)) soon(piece);
  }
}

function stands(state) {
  streaming = state === "open";
  for (const line of document.querySelectorAll("[data-stream]")) line.hidden = line.dataset.stream !== state;
}

addEventListener("beforeunload", () => {
  leaving = true;
  setTimeout(() => (leaving = false), POLLED);
});

let looked = Date.now();
function keepFresh() {
  if (document.hidden || (streaming && Date.now() - looked < SELDOM)) return;
  looked = Date.now();
  pieces().forEach(soon);
}

for (const piece of pieces()) shown.set(piece, news(piece.innerHTML.trim()));
document.addEventListener("htmx:afterSwap", ({ target }) => {
  swapped.set(target, (swapped.get(target) ?? 0) + 1);
  shown.delete(target);
});
setInterval(keepFresh, POLLED);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) pieces().forEach(soon);
});
listen(document.querySelector('meta[name="ivr-stream"]')?.content, heard, stands);
