// A player that cannot play says nothing by itself: the sentence below it is shown. Only one plays at a time.

const players = [...document.querySelectorAll(".tape audio")];

for (const player of players) {
  const sentence = player.parentElement.querySelector(".fault");
  player.addEventListener("error", () => { sentence.hidden = false; });
  player.addEventListener("playing", () => { sentence.hidden = true; });
  player.addEventListener("play", () => {
    for (const other of players) if (other !== player) other.pause();
  });
}
