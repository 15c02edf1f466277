// Opens files of the project in an editor within the page. Without it, they open in a plain form.
"use strict";

(() => {
  const EDITOR = "/static/editor/editor.js"; // large: loaded when the first file is opened
  const SAVED = "Saved.", CHANGED = "Not saved yet.";
  const USES_FILES = ["/run", "/next", "/reset", "/undo", "/start"]; // forms before which a file is saved
  let open = null; // the form that is open, and its editor

  async function formIn(answer) {
    const text = await answer.text();
    if (!answer.headers.get("content-type").startsWith("text/html")) return { form: null, problem: text };
    const page = new DOMParser().parseFromString(text, "text/html");
    return {
      form: page.querySelector("form.editor"), isGone: answer.status === 409,
      problem: (page.querySelector("main .lead") ?? page.querySelector("main h1"))?.textContent,
    };
  }

  async function ask(address, options) {
    try {
      return await formIn(await fetch(address, options));
    } catch {
      return { form: null, isLost: true, problem: "The lesson does not answer. Is it still running?" };
    }
  }

  const post = (address, one, button = null) => ask(address, { method: "POST", body: new FormData(one.form, button) });

  const field = (form, name) => form.elements.namedItem(name);
  const exercise = () => document.querySelector("[data-exercise]")?.dataset.exercise;
  const addressOf = (file) => `/edit?${new URLSearchParams({ file })}`;

  /** Put the editor in the place of the text area of *form*. */
  async function begin(form, takesFocus = true) {
    const { edit } = await import(EDITOR);
    const area = field(form, "text");
    const said = form.querySelector("[data-said]");
    const saveButton = form.querySelector(".editor-bar button");
    const close = form.querySelector("[data-close]");
    const one = { form, area, said, exercise: exercise(), isChanged: false, isSaving: false, turn: 0 };
    one.editor = edit(area, {
      save: () => save(one),
      leave: () => saveButton.focus(),
      changed: () => { one.isChanged = true; said.textContent = CHANGED; },
    });
    form.querySelector("[data-keys]").hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); save(one, event.submitter); });
    form.addEventListener("click", (event) => {
      if (!event.target.closest("[data-take]")) return;
      event.preventDefault();
      take(one);
    });
    if (form.dataset.opened) {
      close.hidden = false;
      close.addEventListener("click", () => end(one));
    }
    open = one;
    markTab();
    mark(one);
    if (form.dataset.line) one.editor.go(Number(form.dataset.line));
    if (takesFocus) one.editor.focus();
  }

  async function save(one, button = null) {
    if (one.isSaving) return;
    one.isSaving = true;
    const sent = one.area.value;
    const { form, problem } = await post("/edit", one, button);
    one.isSaving = false;
    one.turn += 1;
    one.isChanged = one.area.value !== sent || !form || Boolean(form.querySelector("[data-problem] > *"));
    show(one, form, problem, true);
    if (!one.isChanged) one.said.textContent = SAVED;
  }

  /** Why something was not saved, in an element: nothing where nothing is in the way. */
  function problemOf(form, problem) {
    const place = document.createElement("div");
    if (form) {
      place.replaceChildren(...form.querySelector("[data-problem]").childNodes);
      return place;
    }
    const words = document.createElement("p");
    words.className = "said";
    words.role = "alert";
    words.textContent = `Not saved. ${problem ?? ""} Your text stays here.`;
    place.append(words);
    return place;
  }

  /** Show what *form*, an answer, says; the text of the editor stays. */
  function show(one, form, problem, takesFocus = false) {
    const place = one.form.querySelector("[data-problem]");
    const hadFocus = place.contains(document.activeElement);
    if (form) {
      field(one.form, "opened").value = field(form, "opened").value;
      field(one.form, "file").value = one.form.dataset.file = form.dataset.file; // it may have another name now
      one.form.querySelector("strong").replaceWith(form.querySelector("strong"));
    }
    place.replaceChildren(...problemOf(form, problem).childNodes);
    one.said.textContent = one.isChanged ? CHANGED : "";
    place.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    const choice = place.querySelector(".editor-other button");
    if (choice && (takesFocus || hadFocus)) choice.focus();
    else if (hadFocus) one.editor.focus();
  }

  /** Take the text on the disk; what was typed comes back with Ctrl-Z. */
  async function take(one) {
    const { form, problem } = await ask(addressOf(one.form.dataset.file));
    one.turn += 1;
    if (form) {
      one.editor.replace(field(form, "text").value);
      one.isChanged = false;
    }
    show(one, form, problem);
    one.editor.focus();
  }

  function end(one) {
    if (one.isChanged && !confirm("Close without saving?")) return;
    const hadFocus = one.form.contains(document.activeElement);
    opening += 1;
    one.editor.end();
    one.form.remove();
    open = null;
    markTab();
    if (hadFocus) (one.opener?.isConnected ? one.opener : document.querySelector("[data-edit]"))?.focus();
  }

  /** Mark the lines that findings name. */
  function mark(one) {
    const lines = [...one.form.querySelectorAll("[data-marks] > li")];
    one.editor.mark(lines.map((line) => ({ line: Number(line.dataset.line), words: line.lastElementChild.textContent })));
  }

  /** The tab that is marked is that of the file in the editor; without one, of the lines that are shown. */
  function markTab() {
    const file = open?.form.dataset.file ?? document.getElementById("lines")?.getAttribute("aria-label");
    for (const tab of tabs()) {
      if (tab.dataset.file !== file) tab.removeAttribute("aria-current");
      else {
        tab.setAttribute("aria-current", "true");
        bringIntoSight(tab, tab.closest(".files"));
      }
    }
  }

  function bringIntoSight(tab, bar) {
    const [left, right] = [tab.offsetLeft, tab.offsetLeft + tab.offsetWidth];
    if (left >= bar.scrollLeft && right <= bar.scrollLeft + bar.clientWidth) return;
    bar.scrollLeft = left - bar.clientWidth / 3;
  }

  const tabs = () => [...document.querySelectorAll(".files a[data-file]")];
  let known = tabs().map((tab) => tab.dataset.file);

  /** The one file that has come into the project since this was asked last, such as a new revision. */
  function added() {
    const before = known;
    known = tabs().map((tab) => tab.dataset.file);
    const news = known.filter((file) => !before.includes(file));
    return news.length === 1 ? news[0] : "";
  }

  /** Tell whether what is asked for now is of use when it comes: it is not after a file was saved or taken. */
  function turnOf(one) {
    const { turn } = one;
    return () => one === open && !one.isSaving && one.turn === turn;
  }

  const said = (place) => place.querySelector(".said")?.textContent;
  const choices = (place) => [...place.querySelectorAll("button")].map((button) => button.value).join();

  /** Say beside text that is not saved when the file is another one now, or is gone, and when it is as it was. */
  async function compare(one) {
    const sent = one.area.value, isOfUse = turnOf(one);
    const { form, problem, isLost } = await post("/edit/compare", one);
    if (isLost || !isOfUse()) return;
    const now = problemOf(form?.cloneNode(true), problem), before = one.form.querySelector("[data-problem]");
    const isThere = form && !said(now) && field(form, "opened").value !== field(one.form, "opened").value;
    if (isThere && one.area.value !== sent) return compare(one);
    if (isThere) one.isChanged = false; // somebody else has written the same
    if (!isThere && said(now) === said(before) && choices(now) === choices(before)) return;
    show(one, form, problem);
    if (isThere) one.said.textContent = SAVED;
  }

  /** After each change of the page: there may be other findings, or another program has written the file. */
  async function follow() {
    const one = open;
    const file = added();
    if (!one || one.isSaving) return;
    const isAnother = file && file !== one.form.dataset.file; // else it was gone, and is back
    if (isAnother && !one.isChanged && one.opener && one.exercise === exercise()) {
      return openAt(addressOf(file), one.opener, one.form.contains(document.activeElement));
    }
    if (one.isChanged) return compare(one);
    const isOfUse = turnOf(one);
    const { form, isGone } = await ask(addressOf(one.form.dataset.file));
    if (!isOfUse()) return;
    const isOver = isGone || one.exercise !== exercise();
    if (isOver && !one.isChanged && one.opener) return end(one);
    if (one.isChanged || isGone) return compare(one);
    if (!form) return;
    if (field(form, "opened").value !== field(one.form, "opened").value) {
      one.editor.replace(field(form, "text").value);
      one.isChanged = false;
      show(one, form);
    }
    const marks = form.querySelector("[data-marks]");
    const now = one.form.querySelector("[data-marks]");
    if (one.isChanged || marks.textContent === now.textContent) return;
    now.replaceChildren(...marks.childNodes);
    mark(one);
  }

  let opening = 0; // grows with each file that is asked for, and when the editor is closed

  /** Open the file at *address* in the place for it; *opener* gets the focus when it is closed. */
  async function openAt(address, opener, takesFocus = true) {
    const place = document.querySelector("[data-edit-place]");
    const before = open, typed = open?.area.value, turn = opening += 1;
    const { form } = await ask(address);
    if (turn !== opening || (open && open === before && open.area.value !== typed)) return; // what was typed since stays
    if (!form || !place) { location.assign(address); return; } // its page says why
    open?.editor.end();
    form.dataset.opened = "here";
    place.replaceChildren(document.adoptNode(form));
    await begin(form, takesFocus);
    open.opener = opener;
    if (takesFocus) form.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-edit], a[data-file]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const { file } = link.dataset; // a tab: it takes the open editor along, and else shows the file
    if (file && !open) return;
    if (file && open.form.dataset.file === file) { open.editor.focus(); return; }
    if (open?.isChanged && !confirm("Open another file without saving this one?")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (!file) event.preventDefault();
    openAt(file ? addressOf(file) : link.href, link);
  }, true);

  // A command uses the files that are seen: what is typed is saved before it. What cannot be saved is
  // said, and nothing is run.
  document.addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (!open?.isChanged || !USES_FILES.includes(new URL(target.action).pathname)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await save(open);
    if (open?.isChanged) return;
    const button = submitter.isConnected ? submitter : document.getElementById(submitter.id);
    if (button?.textContent === submitter.textContent) button.form.requestSubmit(button);
  }, true);

  addEventListener("beforeunload", (event) => { if (open?.isChanged) event.preventDefault(); });

  document.addEventListener("swapped", markTab);

  let waiting = 0;
  const observer = new MutationObserver(() => { // several parts change at once
    clearTimeout(waiting);
    waiting = setTimeout(follow, 30);
  });
  for (const part of document.querySelectorAll("[data-part]")) observer.observe(part, { childList: true });
  const form = document.querySelector("[data-edit-place] form.editor");
  if (form) begin(form);
})();
