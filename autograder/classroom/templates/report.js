"use strict";

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const keyOf = (row, column) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();

// Numbers by size, names as a person would; what has no value comes last, whichever way the others go.
function compare(a, b, direction) {
  if (a === "" || b === "") return (a === "") - (b === "");
  const difference = Number(a) - Number(b);
  return direction * (Number.isNaN(difference) ? collator.compare(a, b) : difference);
}

function sort(table, header) {
  const direction = header.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  const column = header.cellIndex;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
  const rows = [...table.tBodies[0].rows].map((row) => [keyOf(row, column), row]);
  rows.sort(([a], [b]) => compare(a, b, direction));
  table.tBodies[0].append(...rows.map(([, row]) => row));
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const header of table.tHead.rows[0].cells) {
    header.querySelector("button").addEventListener("click", () => sort(table, header));
  }
}

const search = document.querySelector("#search");
const status = document.querySelector("#status");
const section = document.querySelector("#section");
const rows = [...document.querySelectorAll("table.term > tbody > tr, table.class > tbody > tr")];
// Each student has one row of these: with several assignments those of the term, else of the only one.
const term = rows.filter((row) => row.closest("table.term"));
const students = term.length ? term : rows;
const elsewhere = [...document.querySelectorAll("[data-section]")].filter((element) => !rows.includes(element));

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const names = new Map(rows.map((row) => [row, plain(row.cells[0].textContent)]));

function filter() {
  const wanted = plain(search.value.trim());
  const own = (element) => !section?.value || element.dataset.section.split(" ").includes(section.value);
  for (const row of rows) {
    row.hidden = !(names.get(row).includes(wanted) && own(row) && (!status.value || row.dataset.has.split(" ").includes(status.value)));
  }
  for (const element of elsewhere) element.hidden = !own(element);
  const shown = students.filter((row) => !row.hidden).length;
  document.querySelector("#shown").textContent = `${shown} of ${students.length} students shown`;
  // Who looks for somebody wants to see what is found.
  if (shown < students.length) for (const details of document.querySelectorAll("details.found")) details.open = true;
}

if (search) {
  for (const field of [search, status, section]) field?.addEventListener("input", filter);
  // A browser that goes back to the page keeps what was typed.
  filter();
}

// What goes on beyond the edge of a table fades out there.
function tellMore(box) {
  box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
}
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => tellMore(target.closest(".scroll"))));
for (const box of document.querySelectorAll(".scroll")) {
  box.addEventListener("scroll", () => tellMore(box), { passive: true });
  sizes.observe(box);
  sizes.observe(box.firstElementChild);  // a long table is laid out later than its box
}
