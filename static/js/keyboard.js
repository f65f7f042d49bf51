// One keymap: any link, button or field with data-key="e" or data-key="g q" answers to it, first in the focused row,
// then on the page. j and k walk the rows; o and x are the focused row's, and the page's where a row has no use for them. Off while typing, and switchable off for good in the help (?).
import { element, onFresh, store, stored, within } from "./dom.js";

const SEQUENCE_WITHIN = 1200;
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const OF_ROWS = { o: "[data-row-link]", x: "[data-select]" };
let begun = "";
let begunAt = 0;

const isOn = () => stored("keys") !== "off";
export const isSeen = (target) => target.checkVisibility?.() ?? target.offsetParent !== null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches(TYPING)) return leaveField(event);
  if (document.querySelector("dialog[open]")) return;
  if (!isOn() && event.key !== "?") return;
  if (act(pressed(event.key))) event.preventDefault();
});

// "g" waits a moment for the letter that follows.
function pressed(key) {
  const isFollowing = begun && Date.now() - begunAt < SEQUENCE_WITHIN;
  const keys = isFollowing ? `${begun} ${key}` : key;
  begun = keys === "g" ? keys : "";
  begunAt = Date.now();
  return keys;
}

function act(keys) {
  if (keys === "j" || keys === "k") return walk(keys === "j" ? 1 : -1);
  const own = OF_ROWS[keys] && focusedRow()?.querySelector(OF_ROWS[keys]);
  return use(own ?? targetOf(keys));
}

function targetOf(keys) {
  const selector = `[data-key="${CSS.escape(keys)}"]`;
  const targets = [...(focusedRow()?.querySelectorAll(selector) ?? []), ...document.querySelectorAll(selector)];
  const target = targets.find((found) => isSeen(found) || found.closest("details:not([open])"));
  return target?.closest("[data-row]") && !focusedRow() ? null : target;
}

export function use(target) {
  if (!target || target.disabled) return false;
  if (isFolded(target)) return unfold(target);
  if (target.matches(TYPING)) target.focus();
  else target.click();
  if (target.matches("summary")) fieldOf(target.parentElement)?.focus();
  return true;
}

// A form that a key opened is there to be filled in.
const fieldOf = (form) => (form?.open === false || form?.matches("[data-menu]") ? null : form?.querySelector("input:not([type=hidden]), textarea, select"));

// What stands in a closed form is shown first, with the focus where one begins to fill it in; an entry of a menu just acts.
const isFolded = (target) => target.matches("button, summary") && Boolean(target.parentElement.parentElement.closest("details:not([open], [data-menu])"));

function unfold(target) {
  for (let around = target.parentElement; around; around = around.parentElement) if (around.matches("details")) around.open = true;
  (fieldOf(target.form) ?? target).focus();
  return true;
}

export function focusedRow() {
  return document.activeElement?.closest("[data-row]") ?? null;
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(isSeen);
  if (!rows.length) return false;
  const at = rows.indexOf(focusedRow());
  const next = rows[at === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))];
  focusRow(next);
  next.scrollIntoView({ block: "nearest" });
  return true;
}

// A row without a link takes the focus itself.
function focusRow(row) {
  const link = row.querySelector("[data-row-link]");
  if (!link) row.tabIndex = -1;
  (link ?? row).focus({ preventScroll: true });
}

// After a deed in a row its page comes back to that row, and so does the focus, once the browser has gone there itself;
// a deed that lacks a word goes to its field.
addEventListener("load", () => {
  const named = document.getElementById(location.hash.slice(1));
  if (named?.matches("[data-row]")) focusRow(named);
  else if (named?.matches("input, textarea")) named.focus();
});

// Whoever leaves a field of a row is in the row again, and walks on from there.
function leaveField(event) {
  if (event.key !== "Escape") return;
  const row = event.target.closest("[data-row]");
  event.target.blur();
  if (row) focusRow(row);
}

// The help lists what this page offers at this moment.
const ALWAYS = [["j k", "Next and previous row"], ["o", "Open the row"], ["x", "Select the row"], ["Ctrl K", "Go anywhere, do anything"], ["Ctrl Enter", "Send what you are writing"], ["Esc", "Close, or leave a field"]];

function listKeys(dialog) {
  const offered = new Map();
  for (const target of document.querySelectorAll("[data-key]")) {
    if (!offered.has(target.dataset.key)) offered.set(target.dataset.key, target.dataset.keyLabel ?? target.textContent.trim());
  }
  const isOffered = { "j k": "[data-row]", ...OF_ROWS };
  const always = ALWAYS.filter(([keys]) => !isOffered[keys] || document.querySelector(isOffered[keys]));
  const entries = [...offered, ...always].flatMap(([keys, label]) => [
    element("dt", {}, ...keys.split(" ").map((key) => element("kbd", {}, key))),
    element("dd", {}, label),
  ]);
  dialog.querySelector("[data-key-list]").replaceChildren(...entries);
}

onFresh((root) => {
  for (const opener of within(root, "[data-keys-open]")) opener.addEventListener("click", openHelp);
  for (const toggle of within(root, "[data-keys-on]")) {
    toggle.checked = isOn();
    toggle.addEventListener("change", () => store("keys", toggle.checked ? "on" : "off"));
  }
});

function openHelp() {
  const dialog = document.getElementById("keys");
  listKeys(dialog);
  dialog.showModal();
}
