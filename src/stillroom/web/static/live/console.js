// The line to type into: the commands that were run come back with the arrow keys.

let place = 0; // how far back; 0 is what is being typed
let typed = "";

const input = () => document.getElementById("command");

const before = () => {
  const all = document.getElementById("runs")?.dataset.history.split("\n") ?? [];
  return all.filter((each, index) => each !== all[index + 1]).reverse();
};

function go(step) {
  const commands = before();
  if (place === 0) typed = input().value;
  place = Math.max(0, Math.min(commands.length, place + step));
  input().value = place ? commands[place - 1] : typed;
}

export function forget() {
  place = 0;
  typed = "";
}

const runs = () => document.getElementById("runs");

let isAtTheEnd = true;
let height = 0;

export function toTheEnd() {
  const list = runs();
  if (list) list.scrollTop = list.scrollHeight;
  isAtTheEnd = true;
}

/** Where the list loses room, as to an editor that opens, its newest line stays in sight. */
const sizes = new ResizeObserver(([{ contentRect }]) => {
  if (contentRect.height < height && isAtTheEnd) toTheEnd();
  height = contentRect.height;
});
const part = document.querySelector('[data-part="console"]');
if (part) sizes.observe(part);

document.addEventListener("scroll", ({ target }) => {
  if (target === runs()) isAtTheEnd = target.scrollTop + target.clientHeight >= target.scrollHeight - 4;
}, true);

document.addEventListener("keydown", (event) => {
  if (event.target !== input() || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  go(event.key === "ArrowUp" ? 1 : -1);
});
