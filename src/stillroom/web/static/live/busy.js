// While a command runs, or an exercise is laid, nothing else that changes the project is begun.

const LAYING = ["/next", "/reset", "/undo", "/start"];

let laying = null; // the request that lays an exercise, until it is answered

const path = (form) => new URL(form.action).pathname;

const changesProject = (form) => path(form) === "/run" || LAYING.includes(path(form));

// The button that stops a command comes with the command, and goes with it.
const isBusy = () => laying !== null || document.getElementById("stop") !== null;

/** Say on each button that it can do nothing now. It keeps its place, and the focus. */
export function markBusy() {
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
export async function inTurn(form, send) {
  if (!changesProject(form)) return send();
  if (laying && form.querySelector("#command")) await laying;
  if (isBusy()) return undefined;
  if (!LAYING.includes(path(form))) return send();
  laying = send();
  markBusy();
  try {
    await laying;
  } finally {
    laying = null;
    markBusy();
  }
}
