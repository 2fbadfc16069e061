/* The page's own call: one at a time. Looks at it while it lasts, and tells `listeners` of each view. */

import { get, post } from "./api.js";

const LOOK_EVERY = 600;
const LOOK_SELDOM = 2000;
const AFTER_THE_END = 20;
/* Looks: what follows from a deed, such as the answer to a text, comes a moment later. */
const AFTER_A_DEED = 10;

const listeners = [];
let current = null;
let timer = 0;
let looksLeft = AFTER_THE_END;
let answers = 0;
let newest = 0;
let asked = 0;
let opening = Promise.resolve();

export const onView = (listener) => listeners.push(listener);
export const view = () => current;
/* Whether something may still happen: the call lasts, a telephone rings, an emergency waits for somebody. */
export const goesOn = () => isLive() || Boolean(current?.goes_on);
export const isLive = () => Boolean(current && !current.call.over);
export const sid = () => current?.call.sid ?? null;

/* Begins with the view that `request` answers; what the last call still has to say is forgotten. */
export async function open(request) {
  clearTimeout(timer);
  current = null;
  looksLeft = AFTER_THE_END;
  opening = request.catch(() => {});
  const first = await request;
  asked = newest = newest + 1;
  show(first);
  schedule();
  return first;
}

export const does = (deed, body) => act(`/calls/${sid()}/${deed}`, body);
export const somebody = (number, deed, given) => act(`/calls/${sid()}/people/${deed}`, { number, ...given });

async function act(path, body) {
  const mine = sid();
  const turn = ++asked;
  const seen = await post(path, body);
  if (mine === sid()) {
    showIfNewer(turn, seen);
    answers = AFTER_A_DEED;
    schedule();
  }
  return current;
}

/* Lets go of the call, also of one that is only just being rung; its SID, or null. */
export async function close() {
  await opening;
  clearTimeout(timer);
  const own = sid();
  current = null;
  return own;
}

/* A browser that goes away puts the receiver down. */
export function leave() {
  if (isLive()) post(`/calls/${sid()}/hang_up`, {}, { keepalive: true }).catch(() => {});
}

function schedule() {
  clearTimeout(timer);
  const rings = current?.people.some((person) => !["ended", "resting"].includes(person.doing));
  timer = setTimeout(look, isLive() || rings || !current?.goes_on ? LOOK_EVERY : LOOK_SELDOM);
}

async function look() {
  const mine = sid();
  if (!mine) return;
  const turn = ++asked;
  try {
    const seen = await get(`/calls/${mine}`);
    if (mine !== sid()) return;
    showIfNewer(turn, seen);
  } catch (error) {
    listeners.forEach((listener) => listener(null, error));
  }
  if (current && !goesOn() && (current.case?.over || --looksLeft <= 0) && --answers <= 0) return;
  schedule();
}

function showIfNewer(turn, seen) {
  if (turn < newest) return;
  newest = turn;
  show(seen);
}

function show(seen) {
  current = seen;
  listeners.forEach((listener) => listener(seen, null));
}
