/* One stream of news for all windows of a browser: a browser opens only few connections to a host, and each stream holds
   one. The window that has the lock reads the stream and passes on what it hears; when it closes, the next one does.
   listen(address, heard, stands): heard(kind) for each piece of news, "look" for: anything may have changed;
   stands("open" | "away" | "over") when the stream is there, is not, or the session has ended. */

const KINDS = ["look", "offer", "presence", "queue", "emergency", "case"];
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const PATIENCE = 3000; /* a restart is not worth a word */
const SILENCE = 40000; /* two heartbeats and a half */

export function listen(address, heard, stands) {
  if (!address || !window.EventSource) return stands("away");
  const others = new BroadcastChannel("ivr-stream");
  let standing = "away";
  const awaySoon = () => setTimeout(() => standing === "away" && stands("away"), PATIENCE);
  const told = ({ kind, state }) => {
    if (state && state !== standing) {
      standing = state;
      if (state === "away") awaySoon();
      else stands(state);
    }
    if (kind) heard(kind);
  };
  const tell = (news) => {
    told(news);
    others.postMessage(news);
  };
  others.addEventListener("message", ({ data }) => told(data));
  lead(() => read(address, tell, others, () => standing));
  others.postMessage({ ask: true });
  awaySoon();
  return undefined;
}

/* Without locks (a page that is neither https nor of this machine) each window reads its own stream. */
function lead(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("ivr-stream", () => new Promise(work)).catch(() => {});
}

function read(address, tell, others, standing) {
  let source = null;
  let pause = FIRST_PAUSE;
  let silence = 0;
  others.addEventListener("message", ({ data }) => {
    if (data.ask && standing() === "over") open(); /* somebody has signed in again */
    else if (data.ask) others.postMessage({ state: standing() });
  });

  const again = () => {
    source?.close();
    clearTimeout(silence);
    tell({ state: "away" });
    setTimeout(open, pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };
  const alive = () => {
    clearTimeout(silence);
    silence = setTimeout(again, SILENCE);
  };
  function open() {
    source = new EventSource(address, { withCredentials: true });
    source.addEventListener("error", again);
    source.addEventListener("here", alive);
    source.addEventListener("over", () => {
      source.close();
      clearTimeout(silence);
      tell({ state: "over" });
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, () => {
        alive();
        pause = FIRST_PAUSE;
        tell({ kind, state: "open" });
      });
    }
  }
  open();
}
