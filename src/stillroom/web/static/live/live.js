// Makes the page live. Without it, forms and links lead to the same pages, loaded anew.

import { forget, toTheEnd } from "./console.js";
import { parts, showLine, swap } from "./parts.js";
import { connect, follow } from "./stream.js";

const screen = document.querySelector("main.screen");

/** Take parts over from a page that the server has answered with. */
function take(html, names) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of parts()) {
    const found = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (found && names(part.dataset.part)) swap(part, found.innerHTML);
  }
  return page.querySelector("main.screen");
}

async function send(form, button) {
  const isTyped = form.contains(document.getElementById("command"));
  const body = new URLSearchParams(new FormData(form, button));
  const isCorrected = !!document.getElementById("refused");
  const isOfCommand = new URL(form.action).pathname === "/run";
  if (isOfCommand) screen.dataset.running = body.get("command");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const html = await answer.text();
    const isRefused = !answer.ok;
    // What is typed meanwhile stays, unless it was refused.
    const taken = take(html, (name) => name !== "code" && (name !== "prompt" || isTyped || isRefused || isCorrected));
    if (!taken) return void location.assign("/"); // no page of ours: say it as the browser does
    if (isTyped) {
      if (!isRefused) {
        document.getElementById("command").value = "";
        forget();
      }
      document.getElementById("command").focus();
    }
    if (document.getElementById("predicted")) document.getElementById("predicted").focus();
  } catch {
    form.submit(); // the browser says what is the matter
  } finally {
    delete screen.dataset.running;
  }
}

async function choose(link) {
  const query = new URL(link.href).search;
  const answer = await fetch(`/${query}`);
  if (!answer.ok) return void location.assign(link.href);
  history.replaceState(null, "", query + location.hash);
  take(await answer.text(), (name) => name === "code");
  follow();
}

function whatChanged(event) {
  if (event.target.dataset.part === "console") toTheEnd();
  const goal = document.querySelector("[data-exercise]");
  if (event.target.dataset.part !== "goal" || !goal) return;
  document.title = goal.dataset.title; // another exercise was begun, here or elsewhere
  const chosen = location.search;
  history.replaceState(null, "", `/exercises/${goal.dataset.exercise}${location.hash}`);
  if (chosen) follow(); // its file was one of the exercise before
}

function markTab() {
  const chosen = location.hash || "#task";
  for (const tab of document.querySelectorAll(".tabs a")) {
    if (tab.getAttribute("href") === chosen) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function offerCopying() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

if (screen) {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post" || event.target.matches(".editor")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-file]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (!link.closest("#code")) location.hash = "code";
      choose(link);
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      copy.textContent = "Copied";
    }
  });
  document.addEventListener("swapped", (event) => { whatChanged(event); offerCopying(); });
  addEventListener("hashchange", markTab);
  markTab();
  offerCopying();
  toTheEnd();
  showLine(document.getElementById("lines"));
}
connect();
