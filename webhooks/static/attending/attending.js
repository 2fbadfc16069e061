/* The bar of whoever takes calls: says a new offer once, counts the wrap-up down, and sounds quietly for who wants it. */

const bar = document.querySelector(".attending");
const announced = document.querySelector("[data-announced]");
const SAID = "ivr-offers-said"; /* per window, over its pages */
const SOUND = "ivr-offer-sound";
const title = document.title;

const said = new Set(JSON.parse(sessionStorage.getItem(SAID) ?? "[]"));
const sounds = () => localStorage.getItem(SOUND) === "on";

/* Two soft notes, made here: nothing is loaded, and nothing startles whoever has a caller in their ear. */
function sound() {
  const context = new AudioContext();
  for (const [at, pitch] of [[0, 523], [0.18, 659]]) {
    const note = new OscillatorNode(context, { frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    const begins = context.currentTime + at;
    volume.gain.linearRampToValueAtTime(0.06, begins + 0.02);
    volume.gain.linearRampToValueAtTime(0, begins + 0.3);
    note.connect(volume).connect(context.destination);
    note.start(begins);
    note.stop(begins + 0.32);
  }
  setTimeout(() => context.close(), 800);
}

function tellNew() {
  const ringing = [...bar.querySelectorAll("[data-ringing]")];
  document.title = ringing.length ? `● ${title}` : title;
  const fresh = ringing.filter((offer) => !said.has(offer.dataset.offer));
  if (!fresh.length) return;
  for (const offer of fresh) said.add(offer.dataset.offer);
  sessionStorage.setItem(SAID, JSON.stringify([...said].slice(-50)));
  announced.textContent = fresh[0].querySelector(".offer-words").innerText.replace(/\s+/g, " ").trim();
  if (sounds()) sound();
}

function showSound() {
  const button = bar.querySelector("[data-sound]");
  if (!button) return;
  button.setAttribute("aria-pressed", String(sounds()));
  button.querySelector("[data-sound-on]").hidden = !sounds();
  button.querySelector("[data-sound-off]").hidden = sounds();
}

/* Seconds as the server writes them. */
function asTime(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

let counted = null;
function countDown() {
  const left = bar.querySelector("[data-left]");
  if (!left) return;
  if (counted?.element !== left) counted = { element: left, until: Date.now() + Number(left.dataset.left) * 1000 };
  left.textContent = asTime(Math.max(0, Math.round((counted.until - Date.now()) / 1000)));
}

function renewed() {
  showSound();
  countDown();
  tellNew();
}

if (bar) {
  bar.addEventListener("live:replaced", renewed);
  bar.addEventListener("htmx:afterSwap", renewed);
  bar.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-sound]")) return;
    localStorage.setItem(SOUND, sounds() ? "off" : "on");
    showSound();
    if (sounds()) sound();
  });
  setInterval(countDown, 1000);
  renewed();
}
