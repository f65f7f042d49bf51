// In the administration of criteria: what a form says follows it as it is edited, and nothing typed is left behind
// unasked.
import { fitRows } from "./criteria_rows.js";
import { post } from "./requests.js";

const WAIT = 400; // milliseconds after the last change
const preview = document.getElementById("criteria-preview");
const said = document.getElementById("criteria-said");
const form = document.querySelector("#content-main form");

let waiting = null;
let asked = null;

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAIT);
}

// As it would be sent: what was moved into a box of chosen ones is selected only then.
function typed() {
  const body = new FormData(form);
  for (const chosen of form.querySelectorAll('select.filtered[id$="_to"]')) {
    body.delete(chosen.name);
    for (const option of chosen.options) body.append(chosen.name, option.value);
  }
  return body;
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const body = typed();
  try {
    const response = await post(preview.dataset.previewUrl, body, { signal: asked.signal });
    preview.innerHTML = await response.text();
    said.textContent = inShort();
  } catch (problem) {
    if (problem.name !== "AbortError") preview.replaceChildren("What this says cannot be shown now. What you type is kept until you save it.");
  }
}

// For whoever folds it to see more of the form.
function inShort() {
  const wrong = preview.querySelectorAll(".criteria-problems li, .criteria-problem").length;
  return wrong ? ` (${wrong} to mend)` : "";
}

// What is typed is on no page but this one: the badge says so, and leaving asks.
let unsaved = false;
const state = document.querySelector(".criteria-state");

function changed() {
  if (unsaved) return;
  unsaved = true;
  const badge = state?.querySelector("[data-unsaved]");
  if (badge) badge.textContent = badge.dataset.unsaved;
  state?.classList.add("is-unsaved");
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => (unsaved = false));
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
}

// On a phone the columns of a row stand below each other, each under its name.
for (const table of document.querySelectorAll(".inline-group .tabular table")) {
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  for (const row of table.querySelectorAll("tr.form-row")) [...row.cells].forEach((cell, number) => names[number] && (cell.dataset.label = names[number]));
}

// What stands on top stays in sight: whatever is gone to by the keyboard stops below it.
const top = document.querySelector(".criteria-top");
if (top) {
  const keepClear = () => {
    const covers = getComputedStyle(top).position === "sticky" ? top.offsetHeight + 8 : 0;
    document.documentElement.style.scrollPaddingTop = `${covers}px`;
  };
  new ResizeObserver(keepClear).observe(top);
  addEventListener("resize", keepClear);
}

// Django begins with the first field that belongs to the form, and the note on what changed stands above it. What is to
// be corrected may stand far below.
addEventListener("load", () => {
  const wrong = form?.querySelector(".errorlist")?.closest("td, .form-row, .fieldBox")?.querySelector("input:not([type=hidden]), select, textarea");
  if (wrong) wrong.focus();
  else if (document.activeElement?.name === "note") form.querySelector("fieldset input:not([type=hidden])")?.focus();
});

if (preview && form) {
  fitRows(form);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("click", (event) => event.target.closest(".inline-deletelink, .selector-chooseall, .selector-add, .selector-remove") && soon());
  ask();
}
