/* Passkeys and security keys: a form with data-key asks the browser's keys before it is sent.
   data-options: where the options come from (JSON, binary values in base64url); data-origin: the address keys are made for.
   What is said when it does not work stands in the form's templates, in the reader's language. */

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const credentials = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

function forCreating(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: credentials(options.excludeCredentials),
  };
}

function forSigning(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: credentials(options.allowCredentials) };
}

function answerOf(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    said.attestationObject = text(response.attestationObject);
    said.transports = response.getTransports?.() ?? [];
  } else {
    said.authenticatorData = text(response.authenticatorData);
    said.signature = text(response.signature);
    if (response.userHandle) said.userHandle = text(response.userHandle);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said };
}

async function optionsFor(form) {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (!answer.ok) throw new Error(answer.statusText);
  if (answer.redirected) return location.assign(answer.url);
  return answer.json();
}

function say(form, what) {
  form.querySelector("[data-words]").textContent = form.querySelector(`[data-said=${what}]`).content.textContent;
  form.querySelector("[data-fault]").hidden = false;
}

function faultOf(error) {
  if (error.name === "InvalidStateError") return "known";
  return error.name === "NotAllowedError" || error.name === "AbortError" ? "cancelled" : "failed";
}

async function ask(form) {
  const options = await optionsFor(form);
  if (!options) return;
  const credential =
    form.dataset.key === "create"
      ? await navigator.credentials.create({ publicKey: forCreating(options) })
      : await navigator.credentials.get({ publicKey: forSigning(options) });
  form.elements.answer.value = JSON.stringify(answerOf(credential));
  form.submit();
}

async function sent(event) {
  const form = event.currentTarget;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  form.querySelector("[data-fault]").hidden = true;
  try {
    await ask(form);
  } catch (error) {
    say(form, faultOf(error));
    button.disabled = false;
    button.focus();
  }
}

/* Where keys are one way among others (data-with-key), nothing is said of them where they do not work. */
for (const form of document.querySelectorAll("form[data-key]")) {
  const here = location.origin === form.dataset.origin;
  const among = form.closest("[data-with-key]");
  form.hidden = false;
  if (window.PublicKeyCredential && here) {
    if (among) among.hidden = false;
    form.addEventListener("submit", sent);
    form.querySelector("button").disabled = false;
  } else {
    say(form, here ? "none" : "elsewhere");
  }
}
