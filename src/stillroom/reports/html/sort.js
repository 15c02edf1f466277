// Sorts and filters the table of all submissions; without it the page is complete.
"use strict";
for (const table of document.querySelectorAll("table[data-sort]")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const text = (row, column) => row.cells[column].textContent.trim();
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const back = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", back ? "descending" : "ascending");
      rows.sort((one, other) => (back ? -1 : 1) * compare(text(one, column), text(other, column)));
      body.append(...rows);
    });
  });

  const label = document.createElement("label");
  const input = document.createElement("input");
  const shown = document.createElement("output");
  input.type = "search";
  label.append("Find a name, a group or a finding ", input);
  const line = document.createElement("p");
  line.className = "filter";
  line.append(label, " ", shown);
  table.before(line);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const own = [...row.cells].map((cell) => cell.textContent.trim()).join(" ").toLowerCase();
      row.hidden = !words.every((word) => own.includes(word));
    }
    shown.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
  });
}
