// Brings the page up to date when the project changes. Without it, reload the page.
"use strict";

(() => {
  const parts = [...document.querySelectorAll("[data-part]")];
  if (!parts.length) return;

  const names = parts.map((part) => part.dataset.part).join(",");
  const offline = document.getElementById("offline");
  let version = document.body.dataset.version;
  let source = null;

  function swap(part, html) {
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...part.querySelectorAll("details[open]")].map((one) => one.id);
    part.innerHTML = html;
    for (const id of open) if (id) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    part.classList.remove("changed");
    void part.offsetWidth; // begin the animation anew
    part.classList.add("changed");
  }

  function connect() {
    if (source || document.hidden) return;
    source = new EventSource(`/events?since=${version}&parts=${names}`);
    source.onopen = () => { offline.hidden = true; };
    source.addEventListener("part", (event) => {
      const { name, html } = JSON.parse(event.data);
      const part = parts.find((one) => one.dataset.part === name);
      if (part) swap(part, html);
      version = event.lastEventId || version;
    });
    source.onerror = () => {
      offline.hidden = false;
      if (source?.readyState === EventSource.CLOSED) { // refused: the browser does not try again
        disconnect();
        setTimeout(connect, 3000);
      }
    };
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  // A page that nobody sees needs no stream, and browsers allow a few for each address only.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
