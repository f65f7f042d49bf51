// Every form: sent once, by Ctrl+Enter too; errors are read first; nothing typed is left behind unasked.
import { onFresh, say, within } from "./dom.js";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  if (form.dataset.sending) return event.preventDefault();
  markSending(form, event.submitter);
});

function markSending(form, button) {
  form.dataset.sending = "true";
  // Not disabled: a disabled button is not sent along, and loses the focus.
  button?.setAttribute("aria-busy", "true");
}

function markReady(form) {
  delete form.dataset.sending;
  form.querySelectorAll('[aria-busy="true"]').forEach((button) => button.removeAttribute("aria-busy"));
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) markReady(form);
});
addEventListener("pageshow", (event) => event.persisted && [...document.forms].forEach(markReady));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form");
  if (!form || form.method !== "post") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-default], button:not([type=button])"));
});

// A line that grows with its words: <textarea rows="1" data-line>. It holds no breaks: Enter goes on to the next field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (!event.target.matches?.("[data-line]")) return;
  event.preventDefault();
  const fields = [...event.target.form.elements].filter((field) => field.checkVisibility() && !field.matches("fieldset, output"));
  fields[fields.indexOf(event.target) + 1]?.focus();
});
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-line]")) return;
  if (event.target.value.includes("\n")) event.target.setRangeText(event.target.value.replace(/\s*\n\s*/g, " "), 0, event.target.value.length, "end");
  grow(event.target);
});

function grow(line) {
  if (CSS.supports("field-sizing", "content")) return;
  line.rows = 1;
  while (line.scrollHeight > line.clientHeight && line.rows < 8) line.rows += 1;
}
onFresh((root) => within(root, "[data-line]").forEach(grow));

// What the last act came to stands on the page from the start, and a part that came along stays silent: both are said.
addEventListener("load", () => [...document.querySelectorAll("#messages .message > div")].forEach((words) => say(words.textContent.trim())));
onFresh((root) => root !== document && within(root, "[data-say]").forEach((part) => say(part.dataset.say)));

onFresh((root) => {
  const errors = within(root, ".error-summary")[0];
  if (!errors) return;
  errors.tabIndex = -1;
  errors.focus();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, textarea, select, button") ? field : field.querySelector("input, textarea, select");
  (control ?? field).focus();
});

// A form with data-guard asks before what was typed is lost; one that keeps drafts asks only until they are saved.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard], [data-draft-url]")) form.dataset.unsaved = "true";
});

addEventListener("beforeunload", (event) => {
  const isLosing = [...document.forms].some((form) => form.dataset.unsaved && !form.dataset.sending);
  if (isLosing) event.preventDefault();
});

// How long the receiver will read: <output data-reading="id id" data-reading-limit="33"> counts the words of the fields
// it names, and says how many of them the summary card cuts.
const WORDS_A_SECOND = 238 / 60;

document.addEventListener("input", (event) => {
  const form = event.target.form;
  form?.querySelectorAll("[data-reading]").forEach((output) => showReading(output));
});
onFresh((root) => within(root, "[data-reading]").forEach(showReading));

function showReading(output) {
  const texts = output.dataset.reading.split(" ").map((id) => document.getElementById(id)?.value ?? "");
  const words = texts.join(" ").split(/\s+/).filter(Boolean).length;
  const over = words - Number(output.dataset.readingLimit ?? words);
  const seconds = Math.max(1, Math.round(words / WORDS_A_SECOND));
  output.classList.toggle("is-over", over > 0);
  output.textContent = `${words} words, about ${seconds} s to read${over > 0 ? `; ${over} more than the card shows` : ""}`;
}

// Which parts are still empty: <li data-filled="name other|another"> in a list of the form's parts: each, or one of several.
function showFilled(item) {
  const form = document.getElementById(item.closest("[data-form]").dataset.form);
  const isFilled = (name) => new FormData(form).getAll(name).some((value) => String(value).trim());
  const isDone = item.dataset.filled.split(" ").every((names) => names.split("|").some(isFilled));
  item.classList.toggle("is-done", isDone);
  item.querySelector("[data-filled-word]").textContent = isDone ? "filled in" : "still empty";
}
const showAllFilled = (root) => within(root, "[data-filled]").forEach(showFilled);
document.addEventListener("input", () => showAllFilled(document));
onFresh(showAllFilled);
