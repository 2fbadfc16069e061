/* Single keys of a page of the desk: whatever carries data-key is pressed, unfolded or reached by that key, outside of
   fields. "?" lists them, from their data-key-words, and there they can be switched off: whoever dictates to their
   computer would press them by speaking (WCAG 2.1.4). */

const PLACE = "desk-keys-off";
const dialog = document.querySelector("dialog.keys");
const switched = dialog?.querySelector("input");

function areOff() {
  try {
    return localStorage.getItem(PLACE) === "1";
  } catch {
    return false;
  }
}

function isWriting(element) {
  return element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function use(element) {
  if (element.matches("summary")) {
    const fold = element.parentElement;
    fold.open = !fold.open;
    if (!fold.open) element.focus();
    return;
  }
  const target = element.matches("a[href^='#']") ? document.querySelector(element.getAttribute("href")) : null;
  if (target) {
    target.scrollIntoView({ block: "center" });
    target.focus();
  } else if (element.matches("input, select, textarea")) element.focus();
  else element.click();
}

function list() {
  const rows = [...document.querySelectorAll("[data-key]")].filter((each) => each.checkVisibility?.() ?? true);
  const body = dialog.querySelector("dl");
  body.replaceChildren();
  for (const each of rows) {
    const key = document.createElement("dt");
    const kbd = document.createElement("kbd");
    const words = document.createElement("dd");
    kbd.textContent = each.dataset.key.toUpperCase();
    words.textContent = each.dataset.keyWords ?? each.textContent.trim();
    key.append(kbd);
    body.append(key, words);
  }
  switched.checked = !areOff();
  dialog.showModal();
}

if (dialog) {
  switched.addEventListener("change", () => {
    try {
      localStorage.setItem(PLACE, switched.checked ? "0" : "1");
    } catch {
      /* a browser that keeps nothing: the keys stay on */
    }
  });
  document.querySelector("[data-keys-list]")?.addEventListener("click", list);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open || isWriting(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      list();
      return;
    }
    const found = areOff() ? null : document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!found || event.key.length !== 1) return;
    event.preventDefault();
    use(found);
  });
}

/* The places that unfold close with Escape, and when something else is pressed. */
const more = document.querySelector("details.more");
if (more) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    more.open = false;
    more.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!more.contains(event.target)) more.open = false;
  });
}
