// While a command runs, or an exercise is laid, nothing else that changes the project is begun.

const LAYING = ["/next", "/reset", "/undo", "/start"];

let laying = null; // the request that lays an exercise, until it is answered

const path = (form) => new URL(form.action).pathname;

const changesProject = (form) => path(form) === "/run" || LAYING.includes(path(form));

// The button that stops a command comes with the command, and goes with it.
const isBusy = () => laying !== null || document.getElementById("stop") !== null;

/** Say why a line that was typed is not run yet; it stays, and the words go when it can be. */
function sayWait(form) {
  if (document.getElementById("wait")) return;
  const words = document.createElement("p");
  Object.assign(words, { id: "wait", className: "soft", role: "status" });
  words.textContent = "A command is still running. Wait for its end, or stop it.";
  form.before(words);
}

/** Say on each button that it can do nothing now. It keeps its place, and the focus. */
export function markBusy() {
  if (!isBusy()) document.getElementById("wait")?.remove();
  for (const form of document.querySelectorAll('form[method="post"]')) {
    if (!changesProject(form)) continue;
    for (const button of form.querySelectorAll("button")) {
      if (isBusy()) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
      button.title = isBusy() ? "Wait until what is running has ended." : "";
    }
  }
}

/** Send a form when its turn has come. A line that is typed waits for an exercise; a second click is none. */
export async function inTurn(form, button, send) {
  if (!changesProject(form)) return send();
  const isTyped = form.querySelector("#command") !== null;
  if (laying && isTyped) await laying;
  if (isBusy()) return isTyped ? sayWait(form) : undefined;
  if (!LAYING.includes(path(form))) return send();
  laying = send();
  button.dataset.works = "";
  markBusy();
  try {
    await laying;
  } finally {
    laying = null;
    delete button.dataset.works;
    markBusy();
  }
}
