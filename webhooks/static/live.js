/* Pieces of a page that keep themselves fresh: data-live is the address of the piece.
   What is being read or typed stays: focus and selection survive, and nothing is replaced that has not changed.
   When the connection is lost, what is shown stays, and the line marked data-lost says so. */

const EVERY = 5000;
const pieces = [...document.querySelectorAll("[data-live]")];
const lost = document.querySelector("[data-lost]");
const failing = new Set();
const shown = new Map(pieces.map((piece) => [piece, piece.innerHTML.trim()]));

/* As the browser itself would write it, so that what has not changed is not announced again. */
function asWritten(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.innerHTML.trim();
}

function say(piece, fails) {
  if (fails) failing.add(piece);
  else failing.delete(piece);
  if (lost) lost.hidden = failing.size === 0;
}

function isBeingRead(piece) {
  const chosen = document.getSelection();
  return chosen && !chosen.isCollapsed && piece.contains(chosen.anchorNode);
}

function placeOf(element) {
  const name = ["id", "href", "name"].find((each) => element.getAttribute(each));
  return name ? `[${name}="${CSS.escape(element.getAttribute(name))}"]` : null;
}

function replace(piece, html) {
  const focused = piece.contains(document.activeElement) ? placeOf(document.activeElement) : null;
  const unfolded = [...piece.querySelectorAll("details[open][id]")].map((each) => each.id);
  piece.innerHTML = html;
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (focused) piece.querySelector(focused)?.focus({ preventScroll: true });
}

async function refresh(piece) {
  try {
    const answer = await fetch(piece.dataset.live, { credentials: "same-origin", cache: "no-store" });
    say(piece, !answer.ok);
    if (!answer.ok) return;
    const html = asWritten(await answer.text());
    if (html !== shown.get(piece) && !isBeingRead(piece)) {
      replace(piece, html);
      shown.set(piece, html);
    }
  } catch {
    say(piece, true);
  }
}

async function keepFresh(piece) {
  if (!document.hidden) await refresh(piece);
  setTimeout(keepFresh, EVERY, piece);
}

for (const piece of pieces) setTimeout(keepFresh, EVERY, piece);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) pieces.forEach(refresh);
});
