/* The time of the simulated world: asked for now and then, ticking on by itself in between. */

const face = document.getElementById("clock");
const day = document.getElementById("clock-day");
const page = document.documentElement.lang || "en";
let offset = null;
let zone = "UTC";
let formats = {};

export function setZone(name) {
  zone = name;
  formats = {
    time: new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }),
    day: new Intl.DateTimeFormat(page, { timeZone: zone, weekday: "long", day: "numeric", month: "long" }),
  };
  draw();
}

export function setNow(iso) {
  offset = Date.parse(iso) - Date.now();
  draw();
}

export const now = () => Date.now() + (offset ?? 0);

function draw() {
  if (offset === null || !formats.time) return;
  face.textContent = formats.time.format(now());
  day.textContent = formats.day.format(now());
}

setInterval(draw, 1000);
