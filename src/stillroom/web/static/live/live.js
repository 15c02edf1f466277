// Makes the page live. Without it, forms and links lead to the same pages, loaded anew.

import { inTurn, markBusy } from "./busy.js";
import { forget, toTheEnd } from "./console.js";
import { followDrawer, onTheScreen } from "./drawer.js";
import { parts, showChosen, swap } from "./parts.js";
import { connect, follow } from "./stream.js";

const screen = document.querySelector("main.screen");
let exercise = document.querySelector("[data-exercise]")?.dataset.exercise;

/** Take parts over from a page that the server has answered with. */
function take(html, names) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of parts()) {
    const found = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (found && names(part.dataset.part)) swap(part, found.innerHTML, part.dataset.part === "prompt");
  }
  return page.querySelector("main.screen");
}

/** Say why a line was refused, beside what is being typed. */
function sayRefused(html) {
  const refused = new DOMParser().parseFromString(html, "text/html").getElementById("refused");
  if (refused) document.querySelector('[data-part="prompt"]').prepend(refused);
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const input = document.getElementById("command");
  const isTyped = form.contains(input);
  if (isTyped) {
    input.value = "";
    forget();
  }
  input.removeAttribute("aria-invalid");
  document.getElementById("refused")?.remove();
  if (document.activeElement === document.body) input.focus(); // what was clicked is gone
  const path = new URL(form.action).pathname;
  if (path === "/run") screen.dataset.running = body.get("command");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const html = await answer.text();
    const isRefused = !answer.ok;
    // What is typed meanwhile stays.
    const isFree = isRefused && !document.getElementById("command").value;
    const taken = take(html, (name) => name !== "code" && (name !== "prompt" || isFree));
    if (!taken) return void location.assign("/"); // no page of ours: say it as the browser does
    if (isRefused && !isFree) sayRefused(html);
    if (isTyped && isRefused) document.getElementById("command").focus();
    if (path === "/foretell") document.getElementById("predicted")?.focus();
  } catch {
    if (isTyped && !input.value) input.value = body.get("command");
    document.dispatchEvent(new Event("unanswered"));
  } finally {
    if (path === "/run") delete screen.dataset.running;
  }
}

async function choose(link) {
  const query = new URL(link.href).search;
  let answer;
  try {
    answer = await fetch(`/${query}`);
  } catch {
    return void document.dispatchEvent(new Event("unanswered"));
  }
  if (!answer.ok) return void location.assign(link.href);
  history.replaceState(null, "", query + location.hash);
  take(await answer.text(), (name) => name === "code");
  follow();
}

/** The file that is edited stays the chosen one, wherever the next finding is. */
function stay() {
  const chosen = document.querySelector(".files [aria-current]");
  if (!chosen) return;
  history.replaceState(null, "", new URL(chosen.href).search + location.hash);
  follow();
}

function whatChanged(event) {
  if (event.target.dataset.part === "console") toTheEnd();
  const goal = document.querySelector("[data-exercise]");
  if (!goal || goal.dataset.exercise === exercise) return;
  exercise = goal.dataset.exercise;
  onTheScreen(() => { // another exercise was begun, here or elsewhere
    document.title = goal.dataset.title;
    const chosen = location.search;
    history.replaceState(null, "", `/exercises/${exercise}${location.hash}`);
    if (chosen) follow(); // its file was one of the exercise before
  });
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

// Who leaves the menu with Tab closes it: what has the focus is not behind it.
const menu = document.getElementById("menu");
menu.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.hidePopover();
});

if (screen) {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post" || event.target.closest(".editor, #drawer")) return;
    event.preventDefault();
    inTurn(event.target, event.submitter, () => send(event.target, event.submitter));
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-file]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (!link.closest("#code")) location.hash = "code";
      choose(link);
    }
    if (event.target.closest("#code a[data-edit]")) stay();
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      copy.textContent = "Copied";
    }
  });
  document.addEventListener("swapped", (event) => { whatChanged(event); offerCopying(); markBusy(); });
  followDrawer();
  addEventListener("hashchange", markTab);
  markTab();
  offerCopying();
  markBusy();
  toTheEnd();
  showChosen(document.getElementById("code"));
}
connect();
