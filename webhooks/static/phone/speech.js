/* The words aloud, by the browser's own voices. Off until somebody switches it on; what cannot be spoken is said. */

import { fill, words } from "./api.js";

const sound = document.getElementById("sound");
const note = document.getElementById("sound-note");
const able = "speechSynthesis" in window;
const names = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" });

export const isOn = () => able && sound.checked;

function voiceFor(language) {
  const voices = speechSynthesis.getVoices();
  const short = language.split("-")[0];
  return voices.find((each) => each.lang.replace("_", "-") === language) ?? voices.find((each) => each.lang.split(/[-_]/)[0] === short);
}

export function speak(text, language) {
  if (!isOn()) return;
  const voice = voiceFor(language);
  if (!voice) {
    note.textContent = fill(words.no_voice, { language: names.of(language.split("-")[0]) });
    return;
  }
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  speechSynthesis.speak(utterance);
}

export function hush() {
  if (able) speechSynthesis.cancel();
}

function explain() {
  note.textContent = !able ? words.no_sound : sound.checked ? words.sound_on : words.sound_off;
  if (!sound.checked) hush();
}

sound.disabled = !able;
sound.addEventListener("change", explain);
if (able) speechSynthesis.getVoices();
explain();
