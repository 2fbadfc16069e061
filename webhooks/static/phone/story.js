/* Plays a story at a pace that can be followed: shows a thing, gives time to read it, goes on to what happens next. */

import { post } from "./api.js";
import * as call from "./call.js";
import { isOn } from "./speech.js";

const READING = 16;
const SHORTEST = 500;
const LONGEST = 1900;
const THINKING = 700;
const TALK_SECONDS = 24;
const MOST_GOES = 400;

/* `/phone?pace=4` plays four times as fast. */
const PACE = Number(new URLSearchParams(location.search).get("pace")) || 1;

let playing = 0;

export const isPlaying = () => playing > 0;

export function stop() {
  playing = 0;
}

/* Resolves when the call is over, or when somebody took over. */
export async function play(name) {
  const own = (playing = Date.now());
  const before = call.sid();
  const opened = await call.open(post(`/stories/${name}`, { own: before }));
  let mark = 0;
  for (const step of opened.steps) {
    await goOnUntil(own, () => ready(step, mark));
    if (playing !== own || !call.isLive()) break;
    if (step.act === "hear") continue;
    await pause(THINKING);
    if (playing !== own) break;
    mark = call.view().call.lines.length;
    await doStep(step);
  }
  await goOnUntil(own, () => !call.isLive());
  if (playing === own) playing = 0;
}

async function doStep(step) {
  if (step.act === "press") await call.does("press", { keys: step.value });
  if (step.act === "say") await call.does("say", { text: step.value });
  if (step.act === "hang_up") await call.does("hang_up");
  if (step.act === "wait") await call.does("wait", { seconds: Number(step.value) || 5 });
}

function ready(step, mark) {
  const { doing, lines } = call.view().call;
  const heard = lines.slice(mark).filter((line) => line.who === "line");
  if (step.act === "hear") return heard.some((line) => line.what.toLowerCase().includes(step.value.toLowerCase()));
  if (step.act === "wait") return true;
  if (step.act === "hang_up") return heard.length > 0;
  return doing === "listening" || doing === "recording";
}

async function goOnUntil(own, done) {
  for (let go = 0; go < MOST_GOES; go += 1) {
    if (playing !== own || !call.isLive() || done()) return;
    const before = call.view().call.lines.length;
    await pause(readingTime(before));
    if (playing !== own || !call.isLive() || done()) return;
    await goOn();
  }
}

async function goOn() {
  const { doing, with_number: other } = call.view().call;
  if (doing === "talking") {
    await call.does("wait", { seconds: TALK_SECONDS });
    await pause(LONGEST);
    if (call.view()?.call.doing === "talking") await call.somebody(other, "hang_up");
  } else if (!isOn()) {
    await call.does("skip");
  }
}

let read = 0;

function readingTime(count) {
  const fresh = count < read ? [] : call.view().call.lines.slice(read, count);
  read = count;
  const letters = fresh.reduce((sum, line) => sum + line.what.length, 0);
  return Math.min(LONGEST, Math.max(SHORTEST, letters * READING));
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / PACE));
