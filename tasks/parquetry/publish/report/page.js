"use strict";
// What the page does better with a script: tables sort by a click on a head, documents are found by a word.
document.documentElement.classList.add("scripted");
for (const table of document.querySelectorAll("table")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].textContent;
      const number = (row) => Number(key(row).replaceAll(",", ""));
      const numeric = head.classList.contains("n");
      const rows = [...table.tBodies[0].rows].sort((a, b) =>
        numeric ? number(a) - number(b) : key(a).localeCompare(key(b)));
      table.tBodies[0].append(...(down ? rows.reverse() : rows));
    });
  });
}
const field = document.getElementById("find");
if (field) {
  const status = document.getElementById("found");
  const texts = [...document.querySelectorAll("#documents ~ details")];
  field.addEventListener("input", () => {
    const wanted = field.value.toLocaleLowerCase();
    let count = 0;
    for (const one of texts) {
      one.hidden = !one.textContent.toLocaleLowerCase().includes(wanted);
      count += one.hidden ? 0 : 1;
    }
    status.textContent = wanted ? `${count} of ${texts.length} documents` : "";
  });
}
