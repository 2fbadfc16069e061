/* Lets time run faster while the button is pressed: for the call, and afterwards for those who are still rung. */

import * as call from "./call.js";

const EVERY = 1000;
const SECONDS = 5;
const button = document.getElementById("faster");
let timer = 0;

export const isOn = () => timer > 0;

export function stop() {
  clearInterval(timer);
  timer = 0;
  button.setAttribute("aria-pressed", "false");
}

/* Shown while there is time to be passed; it stops by itself when nothing goes on any more. */
export function offer(possible) {
  button.hidden = !possible;
  if (!possible && isOn()) stop();
}

button.addEventListener("click", () => {
  if (isOn()) return stop();
  button.setAttribute("aria-pressed", "true");
  timer = setInterval(() => call.does("wait", { seconds: SECONDS }).catch(stop), EVERY);
});
