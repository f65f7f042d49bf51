// Keeps what is being written until it has been said, whatever happens on the way: an error, a reload, an ended session.
// A form with data-keep="a name of its own" is written to this tab's storage as it is typed, and filled from there. What
// already stands on the page, in a [data-words] element, has been said. [data-kept] in the form tells about it.
import { element, onFresh, within } from "./dom.js";

const PREFIX = "baton.kept.";
const plain = (text) => text.replace(/\s+/g, " ").trim();

function wakeUp(form) {
  const name = PREFIX + form.dataset.keep;
  form.addEventListener("input", () => keep(form, name));
  form.addEventListener("change", () => keep(form, name));
  if (!form.dataset.keepOnly) form.addEventListener("baton:saved", () => sessionStorage.removeItem(name)); // The server has it now.
  const kept = read(name);
  if (!kept || !textOf(form)) return;
  if (isSaid(form, kept)) sessionStorage.removeItem(name);
  else if (goesOn(form, kept)) fill(form, kept);
  else if (plain(textOf(form).value) !== plain(wordsIn(form, kept))) offer(form, kept);
}

// What is typed: [data-keep-only="a name"] keeps that field alone.
const textsOf = (form) => [...form.querySelectorAll("textarea, input:not([type]), input[type=text]")].filter((field) => field.name && isKept(form, field.name));
const isKept = (form, name) => !UNKEPT.has(name) && (!form.dataset.keepOnly || form.dataset.keepOnly === name);
const textOf = (form) => textsOf(form).find((field) => field.localName === "textarea") ?? textsOf(form)[0];
const isEmpty = (form) => textsOf(form).every((field) => !field.value.trim());
const wordsIn = (form, kept) => kept[textOf(form).name] ?? "";
const goesOn = (form, kept) => plain(wordsIn(form, kept)).startsWith(plain(textOf(form).value));

// A closed tab takes its storage with it, so nothing is left behind on a shared computer.
function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null; // Storage is switched off: the server keeps the text on every refusal all the same.
  }
}

function keep(form, name) {
  try {
    if (isEmpty(form)) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(contentOf(form)));
    tell(form, "");
  } catch {
    tell(form, "This is too much to be kept by your browser until it is sent.");
  }
}

function contentOf(form) {
  const fields = [...new FormData(form)].filter(([field, value]) => typeof value === "string" && isKept(form, field));
  return Object.fromEntries(fields);
}

const UNKEPT = new Set(["csrfmiddlewaretoken", "seen", "window", "draft_seen", "shared"]);

function fill(form, kept) {
  for (const field of form.elements) {
    if (!(field.name in kept)) continue;
    if (field.type === "radio") field.checked = field.value === kept[field.name];
    else field.value = kept[field.name];
  }
  form.dataset.unsaved = "true";
  form.closest("details")?.setAttribute("open", "");
  form.dispatchEvent(new Event("input", { bubbles: true }));
  tell(form, "What you had written is back.");
}

// The server has something else, written in another window: what stood here is brought back only on request.
function offer(form, kept) {
  const back = element("button", { class: "btn btn-sm", type: "button" }, "Bring it back");
  back.addEventListener("click", () => fill(form, kept));
  form.querySelector("[data-kept]")?.replaceChildren("This window has a text that was not saved. ", back);
}

function isSaid(form, kept) {
  const words = wordsIn(form, kept);
  if (!plain(words)) return false; // Only other fields of the form were written in.
  const said = [...document.querySelectorAll("[data-words]")].map((element) => plain(wordsOf(element)));
  return said.some((text) => text === plain(words) || text.endsWith(`: ${plain(words)}`)); // a return names its reason first
}

// A long message has a word of ours between its two parts.
function wordsOf(said) {
  const copy = said.cloneNode(true);
  copy.querySelectorAll("summary").forEach((summary) => summary.replaceWith(" "));
  return copy.textContent;
}

function tell(form, words) {
  const place = form.querySelector("[data-kept]");
  if (place) place.textContent = words;
}

onFresh((root) => {
  for (const form of within(root, "form[data-keep]")) {
    if (form.dataset.keeping) continue;
    form.dataset.keeping = "true";
    wakeUp(form);
  }
});
