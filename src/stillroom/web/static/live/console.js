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

export function toTheEnd() {
  const runs = document.getElementById("runs");
  if (runs) runs.scrollTop = runs.scrollHeight;
}

document.addEventListener("keydown", (event) => {
  if (event.target !== input() || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  go(event.key === "ArrowUp" ? 1 : -1);
});
