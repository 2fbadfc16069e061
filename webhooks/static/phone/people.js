/* Other people's telephones: those that ring or were texted for this call. `act(number, deed, given)` does what is clicked. */

import { words } from "./api.js";

const list = document.getElementById("people");
const empty = document.getElementById("people-empty");
const template = document.getElementById("person-template");
const cards = new Map();

const IN_CALL = ["speaking", "listening", "waiting", "recording", "dialling", "talking"];
const ENDINGS = { busy: "was_busy", "no-answer": "did_not_answer", canceled: "did_not_answer", completed: "has_hung_up", failed: "failed" };
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

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
    card.setAttribute("aria-label", person.name);
    for (const button of card.querySelectorAll("[data-deed]")) {
      button.addEventListener("click", () => act(person.number, button.dataset.deed, { keys: button.dataset.keys ?? "" }));
    }
    card.querySelector(".person-reply").addEventListener("submit", (event) => reply(event, person.number, act));
    cards.set(person.number, card);
    list.append(card);
  }
  return cards.get(person.number);
}

function reply(event, number, act) {
  event.preventDefault();
  const field = event.target.querySelector("input");
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  act(number, "text", { text });
}

function update(card, person) {
  const talks = IN_CALL.includes(person.doing);
  card.dataset.doing = person.doing;
  say(card.querySelector(".person-doing"), doing(person));
  card.querySelector(".person-deeds").hidden = person.doing !== "ringing";
  card.querySelector(".person-keys").hidden = !talks || person.mailbox;
  drawLines(card.querySelector(".person-lines"), talks ? person.lines : []);
  drawTexts(card, person.texts);
}

/* A live region speaks when its words change, and only then. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function drawLines(home, lines) {
  home.hidden = lines.length === 0;
  const fresh = JSON.stringify(lines);
  if (home.dataset.shown === fresh) return;
  home.dataset.shown = fresh;
  home.replaceChildren(...lines.map(drawnLine));
  home.scrollTop = home.scrollHeight;
}

function drawnLine(line) {
  const item = document.createElement("li");
  item.className = `by-${line.who}`;
  if (line.language) item.lang = line.language;
  const said = document.createElement(line.who === "keys" ? "kbd" : "span");
  said.textContent = line.what;
  item.append(said);
  return item;
}

function drawTexts(card, texts) {
  const home = card.querySelector(".person-texts");
  card.querySelector(".person-fold").hidden = texts.length === 0;
  const known = new Set([...home.children].map((each) => each.dataset.sid));
  if (texts.every((text) => known.has(text.sid)) && known.size === texts.length) return;
  home.replaceChildren(...texts.map((text, at) => drawnText(text, at === texts.length - 1)));
  card.querySelector(".person-newest").textContent = firstLine(texts.at(-1)?.body ?? "");
}

const firstLine = (body) => body.split("\n", 1)[0];

/* The last one in full, with its link; those before it as one line each. */
function drawnText(text, full) {
  const item = document.createElement("li");
  item.dataset.sid = text.sid;
  item.className = full ? "full" : "short";
  if (!full) {
    item.textContent = firstLine(text.body);
    return item;
  }
  let at = 0;
  for (const link of text.body.matchAll(LINK)) {
    item.append(text.body.slice(at, link.index), anchor(link[0]));
    at = link.index + link[0].length;
  }
  item.append(text.body.slice(at));
  return item;
}

function anchor(address) {
  const link = document.createElement("a");
  Object.assign(link, { href: address, target: "_blank", rel: "noopener", textContent: words.link });
  return link;
}

function doing(person) {
  if (person.doing === "ringing") return `${person.shown} · ${words.rings}`;
  if (person.doing === "resting") return words.resting;
  if (person.doing === "ended") return `${person.shown} · ${words[ENDINGS[person.status] ?? "has_hung_up"]}`;
  if (person.mailbox) return words.mailbox;
  if (person.doing === "talking") return words.talks;
  return person.doing === "waiting" ? words.waits : words.hears;
}
