/* The case and the texts, as they grow. What is new is marked, so that it can be seen to be written. */

const home = document.getElementById("case");
const empty = document.getElementById("case-empty");
const texts = document.getElementById("texts");
const noTexts = document.getElementById("texts-empty");
let last = "";

export function clear() {
  last = "";
  home.replaceChildren();
  empty.hidden = false;
  drawTexts([]);
}

export function draw(html) {
  if (!html || html === last) return;
  const before = new Set([...home.querySelectorAll(".story li, .case-facts dd, .badge")].map((each) => each.textContent.trim()));
  home.innerHTML = html;
  for (const each of home.querySelectorAll(".story li, .case-facts dd, .badge")) {
    if (last && !before.has(each.textContent.trim())) each.classList.add("fresh");
  }
  last = html;
  empty.hidden = true;
}

export function drawTexts(all) {
  texts.replaceChildren(...all.map(drawnText));
  texts.hidden = all.length === 0;
  noTexts.hidden = all.length > 0;
}

function drawnText(text) {
  const item = document.createElement("li");
  item.textContent = text.body;
  return item;
}
