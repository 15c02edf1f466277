// Puts new HTML into the parts of the page. Focus, scrolling and what is unfolded stay.

const FOCUSABLE = "a[href], button, input, summary, [tabindex]";

export const parts = () => [...document.querySelectorAll("[data-part]")];

function kept(part) {
  const active = document.activeElement;
  const inside = part.contains(active);
  return {
    id: inside ? active.id : "",
    index: inside ? [...part.querySelectorAll(FOCUSABLE)].indexOf(active) : -1,
    open: [...part.querySelectorAll("details[id]")].map((each) => [each.id, each.open]),
    scrolled: [...part.querySelectorAll("[id]")]
      .filter((each) => each.scrollTop || each.scrollLeft)
      .map((each) => [each.id, each.scrollTop, each.scrollLeft]),
    label: part.querySelector("#lines")?.getAttribute("aria-label"),
    line: part.querySelector("#lines")?.dataset.line,
  };
}

function restore(part, before) {
  const byId = (id) => part.querySelector(`#${CSS.escape(id)}`);
  for (const [id, open] of before.open) {
    const details = byId(id);
    if (details) details.open = open || details.open;
  }
  const lines = part.querySelector("#lines");
  const isSame = lines?.getAttribute("aria-label") === before.label;
  for (const [id, top, left] of before.scrolled) {
    const each = byId(id);
    if (each && (id !== "lines" || isSame)) each.scrollTo(left, top);
  }
  if (lines && (!isSame || lines.dataset.line !== before.line)) showChosen(part);
  if (before.index < 0) return;
  const focusable = part.querySelectorAll(FOCUSABLE);
  const target = (before.id && byId(before.id)) || focusable[Math.min(before.index, focusable.length - 1)];
  (target ?? document.getElementById("goal") ?? document.getElementById("main")).focus({ preventScroll: true });
}

/** Scroll so that the file that is chosen, and its line with a finding, can be seen. */
export function showChosen(part) {
  const lines = part.querySelector("#lines");
  const [files, chosen] = [part.querySelector(".files"), part.querySelector(".files [aria-current]")];
  if (chosen) files.scrollLeft = chosen.offsetLeft - files.clientWidth / 3;
  const named = document.getElementById(`L${lines?.dataset.line}`);
  if (!named) return;
  const [outer, inner] = [lines.getBoundingClientRect(), named.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    lines.scrollTop += inner.top - outer.top - outer.height / 4;
  }
}

const shown = new WeakMap(); // the HTML that was put into a part last

/** Of a part that is read out, change only the facts that are new: no screen reader reads the others again. */
function renew(part, html) {
  const page = document.createElement("template");
  page.innerHTML = html;
  [...page.content.children].forEach((fact, index) => {
    const now = part.children[index];
    if (now.textContent !== fact.textContent) now.replaceWith(fact);
  });
}

export function swap(part, html, isForced = false) {
  if (shown.get(part) === html && !isForced) return;
  shown.set(part, html);
  const before = kept(part);
  if (part.ariaAtomic === "false") renew(part, html);
  else part.innerHTML = html;
  restore(part, before);
  part.dispatchEvent(new CustomEvent("swapped", { bubbles: true }));
}
