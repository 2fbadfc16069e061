/* What is typed into a form is not lost: when the session has ended, the network is away, the service fails, or another
   form of the same page is sent first, it stands in its fields again. Kept in this tab alone, for whoever typed it, until
   it is saved, they sign out, or the tab is closed.
   data-unsent is a form's page: an address at which the form stands. */

const KEY = "ivr-unsent";
const LONGEST = 12 * 3600 * 1000;
const me = document.querySelector("meta[name=ivr-visitor]")?.content ?? "";

const forms = () => [...document.querySelectorAll("form[data-unsent]")];
const nameOf = (form) => form.getAttribute("action");
const fieldsOf = (form) => [...form.elements].filter((each) => each.name && !["hidden", "password", "file", "submit"].includes(each.type));
const isTick = (field) => ["checkbox", "radio"].includes(field.type);
const valueOf = (field) => (isTick(field) ? field.checked : field.value);
const chosenAtFirst = (field) => [...field.options].find((each) => each.defaultSelected)?.value ?? field.options[0]?.value ?? "";
const firstOf = (field) => (isTick(field) ? field.defaultChecked : field.matches("select") ? chosenAtFirst(field) : field.defaultValue);
const placeOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);

function read() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY)) ?? {};
    if (!me || found.of === me) return { of: me, ...found, forms: found.forms ?? {} };
  } catch {
    /* what cannot be read is not there */
  }
  return { of: me, forms: {} };
}

function write(kept) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    /* the browser keeps nothing, or is full: the page works all the same */
  }
}

function keep(form, sent) {
  const kept = read();
  const before = kept.forms[nameOf(form)]?.values ?? {};
  const own = (field) => valueOf(field) !== firstOf(field) || before[placeOf(field)] === valueOf(field);
  const fields = fieldsOf(form).filter(own); /* nothing that a colleague wrote is put back over what they write next */
  const values = Object.fromEntries(fields.map((each) => [placeOf(each), valueOf(each)]));
  if (fields.length) kept.forms[nameOf(form)] = { page: form.dataset.unsent, values, sent, at: Date.now() };
  else delete kept.forms[nameOf(form)];
  write(kept);
}

/* What was sent has arrived when the page says so, or leads on to another. A page that failed says nothing of it. */
function forgetWhatArrived(kept) {
  const told = document.querySelector("main .note[role=status]");
  const pages = new Set(forms().map((each) => each.dataset.unsent));
  for (const [name, each] of Object.entries(kept.forms)) {
    if (Date.now() - each.at > LONGEST || (each.sent && (told || !pages.has(each.page)))) delete kept.forms[name];
  }
}

function restore(form, values) {
  let changed = false;
  for (const field of fieldsOf(form)) {
    const value = values[placeOf(field)];
    if (value === undefined || value === valueOf(field)) continue;
    if (field.matches("select") && ![...field.options].some((each) => each.value === value)) continue;
    if (isTick(field)) field.checked = value;
    else field.value = value;
    changed = true;
    field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return changed;
}

function begin() {
  if (document.querySelector("main > .message > .code")) return;
  const kept = read();
  if (!me) return offerWayBack(kept);
  forgetWhatArrived(kept);
  write(kept);
  const back = forms().filter((each) => kept.forms[nameOf(each)] && restore(each, kept.forms[nameOf(each)].values));
  const words = document.querySelector("[data-unsent-words]");
  if (words && back.length) words.hidden = false;
}

/* On the sign-in page: back to where it was typed. */
function offerWayBack(kept) {
  const last = Object.values(kept.forms).filter((each) => each.sent).sort((one, other) => other.at - one.at)[0];
  if (!last) return;
  for (const next of document.querySelectorAll("main input[name=next]")) next.value = last.page;
  const words = document.querySelector("[data-unsent-words]");
  if (words) words.hidden = false;
}

/* A form with a draft (desk/call.js) keeps itself while it is written; only its sending may fail here. */
document.addEventListener("input", ({ target: { form } }) => form?.dataset.unsent && !("draft" in form.dataset) && keep(form, false));
document.addEventListener("submit", ({ target }) => {
  if (target.dataset.unsent) keep(target, true);
  else if (target.matches("[data-forgets]")) sessionStorage.removeItem(KEY);
});
/* A page that the browser had put aside shows a case as it was, and fields that were sent long ago. */
window.addEventListener("pageshow", ({ persisted }) => persisted && forms().length && location.reload());
begin();
