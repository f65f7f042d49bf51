// What can be done on this page, read off what can be pressed on it: whatever has a key, and the buttons of its main part.
// Of rows, those of the focused one, and of the others what has a name of its own.
import { focusedRow, isSeen } from "./keyboard.js";

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
