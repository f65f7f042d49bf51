// The form of a package: steps that come and go, sentences counted, and what follows a choice shown beside it.
import { counted, onFresh, say, within } from "./dom.js";

// Rows that can be added and taken out: <ol data-steps data-steps-limit="20"> of <li data-step>, each with fields named
// "step" and "result". Without JavaScript the blank rows the server sends are all there is.
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

// How many sentences a text has, by the rule of escalation/package.py: <output data-sentences="id" data-sentences-limit="3">.
const END = /[.!?…]+["')\]»”]*(?=\s+\S|$)|[。！？]/gu;
const ABBREVIATION = /\b(?:e\.g|i\.e|etc|vs|approx|no|nr|Mr|Mrs|Ms|Dr|St)\.$/i;

export function sentences(text) {
  let count = 0;
  let start = 0;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (end < text.length && ABBREVIATION.test(text.slice(0, end))) continue;
    count += 1;
    start = end;
  }
  return count + (text.slice(start).trim() ? 1 : 0);
}

function countSentences(output) {
  const count = sentences(document.getElementById(output.dataset.sentences)?.value ?? "");
  const limit = Number(output.dataset.sentencesLimit);
  output.classList.toggle("is-over", count > limit);
  output.textContent = count > limit ? `${counted(count, "sentence", "sentences")}: ${count - limit} too many.` : `${count} of ${limit} so far.`;
}

document.addEventListener("input", (event) => event.target.form?.querySelectorAll("[data-sentences]").forEach(countSentences));
onFresh((root) => within(root, "[data-sentences]").forEach(countSentences));

// Shows only what is about the choice made: children [data-value] of an element with data-about="id of the select", whose
// options go with it where it is a select itself. [data-about-words] says the choice in a sentence.
function showAbout(select) {
  for (const place of document.querySelectorAll(`[data-about="${CSS.escape(select.id)}"]`)) {
    for (const part of place.querySelectorAll(":scope > [data-value]")) {
      part.hidden = part.dataset.value !== select.value;
      if (part.tagName === "OPTGROUP") part.disabled = part.hidden;
    }
    if (place.tagName === "SELECT" && place.selectedOptions[0]?.parentElement.disabled) place.value = "";
  }
  for (const words of document.querySelectorAll(`[data-about-words="${CSS.escape(select.id)}"]`)) {
    words.textContent = select.value ? select.selectedOptions[0].textContent.replace(/ \(.*\)$/, "") : words.dataset.otherwise;
  }
}

const asked = () => new Set([...document.querySelectorAll("[data-about], [data-about-words]")].map((place) => place.dataset.about ?? place.dataset.aboutWords));
const selects = () => [...asked()].map((id) => document.getElementById(id)).filter(Boolean);

document.addEventListener("change", (event) => asked().has(event.target.id) && showAbout(event.target));
onFresh(() => selects().forEach(showAbout));

// Whether the two talk first follows the urgency that is chosen, as [data-warm-urgencies] says, until somebody decides.
document.addEventListener("change", ({ target }) => {
  const how = document.querySelector("[data-warm-urgencies]");
  if (!how) return;
  if (target.name === "how") how.dataset.decided = "true";
  if (target.name !== "urgency" || how.dataset.decided) return;
  const isWarm = how.dataset.warmUrgencies.split(" ").includes(target.value);
  how.querySelector(`[value="${isWarm ? "warm" : "cold"}"]`).checked = true;
});
