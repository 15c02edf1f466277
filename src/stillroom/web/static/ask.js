// The pages that ask: keys choose an option, and an answer is shown in place. Without it, all works by loading pages.
"use strict";

(() => {
  const QUESTION = "#question";

  // The keys 1, 2, 3 … choose an option.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio])")) return;
    const option = document.querySelectorAll(`${QUESTION} .option`)[Number(event.key) - 1];
    if (!option) return;
    if (option.parentElement.matches("details")) {
      option.parentElement.open = true;
      option.focus();
      return;
    }
    const input = option.querySelector("input");
    if (input.disabled) return;
    input.checked = true;
    input.focus();
  });

  // An answer takes the place of the question: its options stay where they are.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-answer-form]")) return;
    event.preventDefault();
    let answer, page;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch { // what the form stands in says it
      form.dispatchEvent(new Event("unanswered", { bubbles: true }));
      return;
    }
    if (!form.isConnected) return; // it was left
    if (!page.querySelector(QUESTION)) { form.submit(); return; }
    form.dispatchEvent(new Event("answered", { bubbles: true }));
    for (const id of [QUESTION, "#questions"]) {
      const now = document.querySelector(id);
      if (now) now.replaceWith(document.adoptNode(page.querySelector(id)));
    }
    document.title = page.title;
    history.replaceState(history.state, "", answer.url);
    document.getElementById("verdict")?.focus({ preventScroll: true });
    document.getElementById("verdict")?.scrollIntoView({ block: "nearest" });
  });

  // On the static site, this browser remembers which questions were answered, and how.
  const question = document.querySelector("[data-remember]");
  if (!question) return;
  const marks = [...document.querySelectorAll("[data-question]")];
  const key = "stillroom";
  const read = () => {
    try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; }
  };

  function show() {
    const answers = read();
    for (const mark of marks) {
      const answer = answers[mark.dataset.question];
      if (!answer) continue;
      mark.classList.remove("right", "wrong");
      mark.classList.add(answer);
      mark.querySelector("[data-said]").textContent = answer === "right" ? ", answered right" : ", not right yet";
    }
  }

  document.addEventListener("toggle", ({ target }) => {
    if (!target.open || !target.dataset.answer) return;
    const answers = { ...read(), [question.dataset.remember]: target.dataset.answer };
    try { localStorage.setItem(key, JSON.stringify(answers)); } catch { /* a browser that keeps nothing */ }
    show();
  }, true);

  // Who comes back goes on at the first question without a right answer.
  const bare = /\/(quiz|predict)\.html$/.test(location.pathname);
  const answers = read();
  const next = marks.find((mark) => answers[mark.dataset.question] !== "right");
  if (bare && next && next.dataset.question !== question.dataset.remember) location.replace(next.href);
  show();
})();
