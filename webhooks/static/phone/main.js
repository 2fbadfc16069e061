/* Puts the page together: what is clicked and typed becomes deeds, and each view of the call is drawn. */

import { Gone, get, post, words, fill } from "./api.js";
import * as call from "./call.js";
import * as clock from "./clock.js";
import * as faster from "./faster.js";
import * as people from "./people.js";
import * as record from "./record.js";
import * as speech from "./speech.js";
import * as story from "./story.js";
import * as transcript from "./transcript.js";

const by = (id) => document.getElementById(id);
const root = by("phone");
const CLOCK_EVERY = 20000;
let drawnSid = null;
let trouble = null;

/* --- drawing ------------------------------------------------------------------------------------------------------- */

call.onView((view, error) => {
  if (error) tellTrouble(error);
  if (!view) return;
  if (trouble instanceof Gone) tellTrouble(null);
  if (view.call.sid !== drawnSid) startDrawing(view);
  by("screen-line").textContent = view.line;
  clock.setZone(view.zone);
  clock.setNow(view.now);
  transcript.draw(view.call.lines, view.call.with);
  people.draw(view.people, (number, deed, given) => attempt(() => call.somebody(number, deed, given)));
  record.draw(view.case_html);
  record.drawTexts(view.texts);
  drawState(view);
});

function startDrawing(view) {
  clearStage();
  drawnSid = view.call.sid;
}

function clearStage() {
  drawnSid = null;
  speech.hush();
  [transcript, people, record].forEach((part) => part.clear());
}

function drawState(view) {
  const live = !view.call.over;
  root.dataset.state = live ? "live" : view.case?.over ? "over" : "ending";
  root.dataset.doing = view.call.doing;
  by("state").textContent = live ? fill(words[view.call.doing] ?? words.waiting, { name: view.call.with }) : words.over;
  by("timer").textContent = live ? lasting(view) : "";
  by("call").hidden = live;
  by("hang-up").hidden = !live;
  by("skip").hidden = !live || story.isPlaying();
  faster.offer(call.goesOn() && !story.isPlaying());
  by("say").hidden = !live || story.isPlaying();
  for (const field of by("setting").elements) field.disabled = live;
  if (!live && !story.isPlaying()) markStory(null);
}

function lasting(view) {
  const seconds = Math.max(0, Math.round((Date.parse(view.now) - Date.parse(view.call.started_at)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/* A refusal stays until something else is done; a lost connection until it is there again. */
function tellTrouble(error) {
  trouble = error;
  by("trouble").hidden = !error;
  if (error) by("trouble-words").textContent = error.message;
}

/* Does it; what is refused is told above the stage. */
async function attempt(deed) {
  try {
    const done = await deed();
    tellTrouble(null);
    return done;
  } catch (error) {
    tellTrouble(error);
    return null;
  }
}

/* --- calling ------------------------------------------------------------------------------------------------------- */

const chosen = (id) => {
  const value = by(id).value;
  return (id === "from" && value === "") || value === "other" ? by(`${id}-other`).value : value;
};

function dial() {
  if (call.isLive()) return;
  story.stop();
  faster.stop();
  const asked = { to: by("to").value, from: chosen("from"), at: chosen("at"), own: call.sid() };
  clearStage();
  by("state").textContent = words.calling;
  attempt(() => call.open(post("/calls", asked))).then((done) => done ?? rest());
}

function rest() {
  root.dataset.state = "idle";
  by("state").textContent = words.ready;
  by("call").hidden = false;
  by("hang-up").hidden = by("skip").hidden = by("say").hidden = true;
  faster.offer(false);
  for (const field of by("setting").elements) field.disabled = false;
  markStory(null);
}

function press(keys) {
  flash(keys);
  if (!call.isLive()) return;
  story.stop();
  markStory(null);
  speech.hush();
  attempt(() => call.does("press", { keys }));
}

function flash(key) {
  const button = document.querySelector(`.key[data-key="${CSS.escape(key)}"]`);
  button?.classList.add("pressed");
  setTimeout(() => button?.classList.remove("pressed"), 140);
}

function hangUp() {
  if (!call.isLive()) return;
  story.stop();
  speech.hush();
  attempt(() => call.does("hang_up"));
}

async function startOver() {
  story.stop();
  faster.stop();
  const own = await call.close();
  clearStage();
  rest();
  by("at").value = "";
  const done = await attempt(() => post("/start-over", { own }));
  if (done) clock.setNow(done.now);
}

/* --- stories ------------------------------------------------------------------------------------------------------- */

async function playStory(button) {
  story.stop();
  clearStage();
  markStory(button);
  by("state").textContent = words.calling;
  if (matchMedia("(max-width: 720px)").matches) by("heard-title").scrollIntoView({ block: "start" });
  try {
    await story.play(button.dataset.story);
    tellTrouble(null);
  } catch (error) {
    story.stop();
    tellTrouble(new Error(fill(words.story_stopped, { what: error.message })));
    if (!call.view()) rest();
  }
  if (call.view()) drawState(call.view());
}

function markStory(button) {
  for (const each of document.querySelectorAll(".story-button")) each.setAttribute("aria-pressed", String(each === button));
  by("now-playing").hidden = !button;
  if (!button) return;
  by("now-playing-name").textContent = button.textContent.trim();
  by("now-playing-shows").textContent = button.dataset.shows ?? "";
}

/* --- what is clicked and typed ------------------------------------------------------------------------------------- */

for (const button of document.querySelectorAll(".key")) button.addEventListener("click", () => press(button.dataset.key));
for (const button of document.querySelectorAll(".story-button")) button.addEventListener("click", () => playStory(button));
by("call").addEventListener("click", dial);
by("hang-up").addEventListener("click", hangUp);
by("start-over").addEventListener("click", startOver);
by("skip").addEventListener("click", () => { speech.hush(); attempt(() => call.does("skip")); });
by("stop-story").addEventListener("click", () => { story.stop(); markStory(null); if (call.view()) drawState(call.view()); });
by("setting").addEventListener("submit", (event) => { event.preventDefault(); dial(); });
by("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = by("words").value.trim();
  if (!text) return;
  by("words").value = "";
  speech.hush();
  attempt(() => call.does("say", { text }));
});

for (const id of ["from", "at"]) {
  by(id).addEventListener("change", () => {
    const other = by(`${id}-other`);
    other.hidden = !(by(id).value === "other" || (id === "from" && by(id).value === ""));
    if (!other.hidden) other.focus();
  });
}

function lineChosen() {
  const option = by("to").selectedOptions[0];
  if (!option) return;
  by("screen-line").textContent = option.dataset.title;
  if (!call.isLive()) clock.setZone(option.dataset.zone);
}
by("to").addEventListener("change", lineChosen);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return hangUp();
  if (event.target.closest("input, select, textarea")) return;
  if (/^[0-9*#]$/.test(event.key)) { event.preventDefault(); press(event.key); }
  else if (event.key === "Enter" && !event.target.closest("a, button, summary")) { event.preventDefault(); dial(); }
});
addEventListener("pagehide", call.leave);

async function askTheTime() {
  if (call.isLive()) return;
  const world = await attempt(() => get("/world"));
  if (world) clock.setNow(world.now);
}
lineChosen();
askTheTime();
setInterval(askTheTime, CLOCK_EVERY);
