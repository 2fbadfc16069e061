/* What is heard, line by line. A line is never drawn twice; new ones are spoken when the sound is on. */

import { words } from "./api.js";
import { speak } from "./speech.js";

const list = document.getElementById("transcript");
const empty = document.getElementById("heard-empty");
const template = document.getElementById("line-template");
let shown = 0;

export function clear() {
  shown = 0;
  list.replaceChildren();
  empty.hidden = false;
}

export function draw(lines, withName) {
  for (const line of lines.slice(shown)) {
    list.append(drawn(line, withName));
    if (line.who === "line") speak(line.what, line.language || "en");
  }
  if (lines.length > shown) list.scrollTo({ top: list.scrollHeight });
  shown = Math.max(shown, lines.length);
  empty.hidden = shown > 0;
}

function drawn(line, withName) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.classList.add(line.who);
  const who = { caller: words.you, keys: words.pressed, provider: words.network, callee: withName ?? words.person }[line.who];
  item.querySelector(".said-who").textContent = who ?? "";
  const said = item.querySelector(".said-words");
  if (line.who === "keys") said.append(...[...line.what].map(keycap));
  else said.textContent = line.what;
  if (line.language) said.lang = line.language;
  return item;
}

function keycap(key) {
  const cap = document.createElement("kbd");
  cap.textContent = key;
  return cap;
}
