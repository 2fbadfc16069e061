/* Other people's telephones: those that were rung for this call. `act(number, deed, keys)` does what is clicked. */

import { words } from "./api.js";

const list = document.getElementById("people");
const empty = document.getElementById("people-empty");
const template = document.getElementById("person-template");
const cards = new Map();

const POSSIBLE = {
  ringing: ["answer", "decline"],
  speaking: ["press", "hang_up"],
  listening: ["press", "hang_up"],
  waiting: ["hang_up"],
  talking: ["hang_up"],
};
const ENDINGS = { busy: "was_busy", "no-answer": "did_not_answer", canceled: "did_not_answer", completed: "has_hung_up", failed: "failed" };

export function clear() {
  cards.clear();
  list.replaceChildren();
  empty.hidden = false;
}

export function draw(people, act) {
  for (const person of people) update(cardOf(person, act), person);
  empty.hidden = cards.size > 0;
}

function cardOf(person, act) {
  if (!cards.has(person.number)) {
    const card = template.content.firstElementChild.cloneNode(true);
    card.querySelector(".person-name").textContent = person.name;
    for (const button of card.querySelectorAll("button")) {
      button.addEventListener("click", () => act(person.number, button.dataset.deed, button.dataset.keys));
    }
    cards.set(person.number, card);
    list.append(card);
  }
  return cards.get(person.number);
}

function update(card, person) {
  card.dataset.doing = person.doing;
  card.querySelector(".person-doing").textContent = doing(person);
  const possible = POSSIBLE[person.doing] ?? [];
  for (const button of card.querySelectorAll("button")) button.hidden = !possible.includes(button.dataset.deed);
  const last = person.lines.filter((line) => line.who === "line").at(-1);
  const hears = card.querySelector(".person-hears");
  hears.hidden = !last || !["speaking", "listening"].includes(person.doing);
  if (last) Object.assign(hears, { textContent: last.what, lang: last.language });
}

function doing(person) {
  if (person.doing === "ringing") return `${person.shown} · ${words.rings}`;
  if (person.doing === "talking") return words.talks;
  if (person.doing === "ended") return words[ENDINGS[person.status] ?? "has_hung_up"];
  return words.hears;
}
