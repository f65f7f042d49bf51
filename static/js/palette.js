// The command palette: Ctrl+K, or Cmd+K. What can be done on this page is read off the page and pressed there, so that
// nothing is offered here that is not allowed there. Pages, tickets and the rest come from the server.
import { counted, element, icon, onFresh, within } from "./dom.js";
import { focusedRow, isSeen, use } from "./keyboard.js";
import { get, SignedOut } from "./requests.js";

const REST = 150; // milliseconds after the last letter

class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector("[role=combobox]");
    this.list = dialog.querySelector("[role=listbox]");
    this.status = dialog.querySelector("[data-palette-status]");
    this.input.addEventListener("input", () => this.look());
    dialog.addEventListener("keydown", (event) => this.press(event));
    dialog.addEventListener("close", () => this.forget());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  open() {
    if (this.dialog.open) return this.dialog.close();
    if (document.querySelector("dialog[open]")) return;
    this.deeds = deedsOfPage();
    this.input.value = "";
    this.dialog.showModal();
    this.input.focus();
    this.look();
  }

  // What is on the page is shown at once; what the server knows follows.
  look() {
    const words = this.input.value.trim();
    this.forget();
    this.isEager = false;
    this.show(this.deedsFor(words), []);
    this.say("Looking…");
    this.timer = setTimeout(() => this.ask(words), words ? REST : 0);
  }

  async ask(words) {
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      const response = await get(`${this.dialog.dataset.paletteUrl}?q=${encodeURIComponent(words)}`, { signal });
      const { entries } = await response.json();
      this.show(this.deedsFor(words), entries);
      if (this.isEager) this.go(this.chosen);
    } catch (problem) {
      if (!signal.aborted) this.say(problem instanceof SignedOut ? "You have been signed out: reload the page to sign in again." : "The server does not answer. What this page offers is shown.");
    }
  }

  deedsFor(words) {
    return this.deeds.filter((deed) => fits(words, deed.label));
  }

  forget() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  show(deeds, entries) {
    const before = this.chosen?.dataset.name;
    this.options = new Map();
    this.list.replaceChildren(...this.groups([...entries.filter(isNamed), ...deeds, ...entries.filter((entry) => !isNamed(entry))]));
    const options = [...this.options.keys()];
    this.choose(options.find((option) => option.dataset.name === before) ?? options[0]);
    this.say(options.length ? counted(options.length, "entry", "entries") : "Nothing fits these words.");
  }

  groups(entries) {
    const names = [...new Set(entries.map((entry) => entry.group))];
    return names.map((name, place) => {
      const heading = element("div", { class: "palette-group", id: `palette-group-${place}`, role: "presentation" }, name);
      const options = entries.filter((entry) => entry.group === name).map((entry) => this.option(entry));
      return element("div", { role: "group", "aria-labelledby": heading.id }, heading, ...options);
    });
  }

  option(entry) {
    const id = `palette-option-${this.options.size}`;
    const label = element("span", { class: "clip-2" }, entry.label);
    const hint = entry.key ? element("small", {}, ...entry.key.split(" ").map((key) => element("kbd", {}, key))) : element("small", {}, entry.hint ?? "");
    const made = element("div", { class: "palette-option", id, role: "option", "aria-selected": "false", "data-name": `${entry.group} ${entry.label}` }, icon(entry.icon), label, hint);
    made.addEventListener("click", () => this.go(made));
    made.addEventListener("mousemove", () => this.choose(made));
    this.options.set(made, entry);
    return made;
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = option;
    option?.setAttribute("aria-selected", "true");
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const isGoing = event.key === "Enter" && event.target === this.input;
    if (!step && !isGoing) return;
    event.preventDefault();
    if (isGoing) return this.go(this.chosen);
    const options = [...this.options.keys()];
    const next = options[(options.indexOf(this.chosen) + step + options.length) % options.length];
    this.choose(next);
    next?.scrollIntoView({ block: "nearest" });
  }

  // The dialog closes first and gives the focus back: what is pressed may take it.
  go(option) {
    const entry = this.options.get(option);
    this.isEager = !entry; // Enter came before the answer: the first of what is found is meant.
    if (!entry) return;
    this.dialog.close();
    if (entry.target) use(entry.target);
    else location.assign(entry.url);
  }

  say(words) {
    this.status.textContent = words;
  }
}

const isNamed = (entry) => entry.is_named;

let palette = null;
onFresh((root) => {
  for (const dialog of within(root, "[data-palette]")) palette = new Palette(dialog);
  for (const opener of within(root, "[data-palette-open]")) opener.addEventListener("click", () => palette?.open());
});

document.addEventListener("keydown", (event) => {
  if (!palette || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  palette.open();
});

// What can be done on this page, read off what can be pressed on it: whatever has a key, and the buttons of its main part.
// Of rows, those of the focused one, and of the others what has a name of its own.
const DEEDS = "[data-key], main .btn, [data-palette-deed]";
const NO_DEEDS = ".nav-main, dialog, .paging";

export function deedsOfPage() {
  const targets = [...document.querySelectorAll(DEEDS)].filter((target) => !target.closest(NO_DEEDS) && !target.disabled && isOffered(target));
  const here = focusedRow();
  const ofOthers = (target) => target.closest("[data-row]") && target.closest("[data-row]") !== here;
  const deeds = targets.map((target) => ({ group: "On this page", label: ofOthers(target) ? target.ariaLabel : labelOf(target), key: ofOthers(target) ? undefined : target.dataset.key, icon: "lightning-charge", target }));
  return deeds.filter((deed, place) => deed.label && deeds.findIndex((other) => other.label === deed.label) === place);
}

const isOffered = (target) => isSeen(target) || target.matches("[data-key], [data-palette-deed]") && target.closest("details:not([open]), label");

function labelOf(target) {
  if (target.dataset.keyLabel) return target.dataset.keyLabel;
  const copy = target.cloneNode(true);
  copy.querySelectorAll("kbd, input").forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

// Every word begins a word of the label: as on the server.
export function fits(words, label) {
  const there = label.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const parts = words.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return parts.every((part) => there.some((word) => word.startsWith(part)));
}
