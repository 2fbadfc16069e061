/* The page's requests: JSON in, JSON out. A refusal is a Refused with its sentence; no answer at all is a Gone. */

const root = document.getElementById("phone");
let token = root.dataset.csrf;

export class Refused extends Error {}
export class Gone extends Error {}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}, options = {}) => ask("POST", path, body, options);

async function ask(method, path, body, options = {}) {
  let answer = await send(method, path, body, options);
  if (answer.status === 400 && (await renewed())) answer = await send(method, path, body, options);
  const value = await answer.json().catch(() => null);
  if (answer.ok && value) return value;
  const error = value?.error;
  const words = [error?.what, error?.do].filter(Boolean).join(" ") || `HTTP ${answer.status}`;
  throw answer.status >= 500 ? new Gone(words) : new Refused(words);
}

async function send(method, path, body, options) {
  const headers = { Accept: "application/json" };
  if (method === "POST") Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token });
  try {
    return await fetch(root.dataset.api + path, { method, headers, body: body && JSON.stringify(body), ...options });
  } catch {
    throw new Gone(words.connection);
  }
}

/* Whoever signs in or out in another window has another token from then on. */
async function renewed() {
  const world = await get("/world").catch(() => null);
  const other = Boolean(world?.csrf) && world.csrf !== token;
  if (other) token = world.csrf;
  return other;
}

export const words = JSON.parse(root.dataset.words);

/* `fill("Talking with {name}", {name: "Ann"})` */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
