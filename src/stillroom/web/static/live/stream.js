// Follows the project: the server says which part of the page is another one now.

import { parts, swap } from "./parts.js";

const OWN = ["prompt"]; // what the learner types into is changed by the page itself
const offline = document.getElementById("offline");
let version = document.body.dataset.version;
let source = null;

// While a drawer is open, the address is its own, and keeps that of the screen.
const file = () => new URLSearchParams(history.state?.screen ?? location.search).get("file") ?? "";

function address() {
  const names = parts().map((part) => part.dataset.part).filter((name) => !OWN.includes(name));
  return names.length ? `/events?${new URLSearchParams({ since: version, parts: names, file: file() })}` : "";
}

function say(when) {
  offline.hidden = !when;
  for (const words of offline.children) words.hidden = words.dataset.when !== when;
}

/** The browser does not tell why a stream was refused: ask. */
async function why() {
  const asking = new AbortController();
  try {
    const { status } = await fetch(address(), { signal: asking.signal });
    return { 200: "", 503: "full", 403: "refused" }[status] ?? "lost";
  } catch {
    return "lost";
  } finally {
    asking.abort();
  }
}

export function connect() {
  const where = address();
  if (source || document.hidden || !where) return;
  source = new EventSource(where);
  source.onopen = () => say("");
  source.addEventListener("part", (event) => {
    const { name, html } = JSON.parse(event.data);
    const part = parts().find((each) => each.dataset.part === name);
    if (part) swap(part, html);
    version = event.lastEventId || version;
  });
  source.onerror = async () => {
    if (source?.readyState !== EventSource.CLOSED) { // the browser tries again by itself
      say("lost");
      return;
    }
    disconnect();
    say(await why());
    setTimeout(connect, 3000);
  };
}

function disconnect() {
  source?.close();
  source = null;
}

/** Follow from now on what the address asks for: another file was chosen. */
export function follow() {
  disconnect();
  version = "";
  connect();
}

// A page that nobody sees needs no stream, and browsers allow a few for each address only.
document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);

// A form got no answer. Where the lesson is there again, the stream begins anew, and says so.
document.addEventListener("unanswered", () => {
  say("lost");
  offline.scrollIntoView({ block: "nearest" });
  follow();
});
