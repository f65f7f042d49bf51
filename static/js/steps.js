// Rows that can be added and taken out: <ol data-steps data-steps-limit="20"> of <li data-step>, each with fields named
// "step" and "result". Without JavaScript the blank rows the server sends are all there is.
import { onFresh, say, within } from "./dom.js";

function wakeUp(list) {
  const adder = document.querySelector(`[data-steps-add="${list.id}"]`);
  adder?.removeAttribute("hidden");
  adder?.addEventListener("click", () => add(list));
  list.querySelectorAll("[data-step-remove]").forEach((button) => button.removeAttribute("hidden"));
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step-remove]");
    if (button) remove(list, button.closest("[data-step]"));
  });
  list.addEventListener("keydown", (event) => enter(event, list));
  keepOneBlank(list);
}

const rowsOf = (list) => [...list.querySelectorAll("[data-step]")];
const fieldsOf = (row) => [...row.querySelectorAll("input, textarea")];
const isBlank = (row) => fieldsOf(row).every((field) => !field.value.trim());

function add(list) {
  const rows = rowsOf(list);
  if (rows.length >= Number(list.dataset.stepsLimit ?? 20)) return say("No more steps can be added.");
  const row = rows.at(-1).cloneNode(true);
  fieldsOf(row).forEach((field) => reset(field, rows.length));
  row.querySelectorAll(".invalid-feedback").forEach((message) => message.remove());
  list.append(row);
  renumber(list);
  fieldsOf(row)[0].focus();
}

function reset(field, number) {
  field.value = "";
  field.classList.remove("is-invalid");
  field.removeAttribute("aria-invalid");
  if (field.id) field.id = field.id.replace(/\d+$/, String(number));
}

function remove(list, row) {
  const rows = rowsOf(list);
  if (rows.length === 1) fieldsOf(row).forEach((field) => reset(field, 0));
  else row.remove();
  const left = rowsOf(list);
  fieldsOf(left[Math.min(rows.indexOf(row), left.length - 1)])[0].focus();
  renumber(list);
  list.dispatchEvent(new CustomEvent("baton:rows", { bubbles: true }));
  say("Step removed.");
}

// Enter goes on to the next field, and from the last one to a new step.
function enter(event, list) {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input, [data-line]")) return;
  event.preventDefault();
  const fields = rowsOf(list).flatMap(fieldsOf);
  const next = fields[fields.indexOf(event.target) + 1];
  if (next) next.focus();
  else if (!isBlank(event.target.closest("[data-step]"))) add(list);
}

function renumber(list) {
  rowsOf(list).forEach((row, place) => {
    for (const field of fieldsOf(row)) {
      if (field.dataset.label) field.setAttribute("aria-label", `${field.dataset.label}, step ${place + 1}`);
    }
    row.querySelector("[data-step-remove]")?.setAttribute("aria-label", `Remove step ${place + 1}`);
  });
}

function keepOneBlank(list) {
  rowsOf(list).filter(isBlank).slice(1).forEach((row) => row.remove());
  renumber(list);
}

onFresh((root) => within(root, "[data-steps]").forEach((list) => list.dataset.awake || ((list.dataset.awake = "true"), wakeUp(list))));
