// Compares what a live list shows with what has come.
import { counted } from "./wording.js";

// Row ids in order, each with what its reader would notice. Times tick by themselves, tokens differ in every answer, and
// what she is writing herself is no news to her.
export function readRows(root) {
  return new Map([...root.querySelectorAll("[data-row][id]")].map((row) => [row.id, signature(row)]));
}

function signature(row) {
  const copy = row.cloneNode(true);
  copy.querySelectorAll('input[name="csrfmiddlewaretoken"], [data-select], [data-live-keep="unsaved"], [data-live-own]').forEach((input) => input.remove());
  copy.querySelectorAll("[data-due]").forEach((due) => due.replaceWith(due.dataset.due));
  copy.querySelectorAll("time[datetime]").forEach((time) => time.replaceWith(time.dateTime));
  return copy.textContent.replace(/\s+/g, " ").trim();
}

export function changesBetween(before, after) {
  const added = [...after.keys()].filter((id) => !before.has(id));
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const changed = [...after.keys()].filter((id) => before.has(id) && before.get(id) !== after.get(id));
  return { added, gone, changed, moved: [...before.keys()].join() !== [...after.keys()].join() };
}

// Whether the row keeps its place and its words: all that stands above it, and itself, is as it was.
export function keepsActiveRow(id, before, after) {
  const upTo = (rows) => [...rows.keys()].slice(0, [...rows.keys()].indexOf(id) + 1);
  return after.has(id) && upTo(before).join() === upTo(after).join() && before.get(id) === after.get(id);
}

export function describe({ added, changed, gone, moved }, { liveOne = "entry", liveMany = "entries" }) {
  const parts = [];
  if (added.length) parts.push(`${counted(added.length, `new ${liveOne}`, `new ${liveMany}`)}`);
  if (changed.length) parts.push(`${changed.length} changed`);
  if (gone.length) parts.push(`${gone.length} gone`);
  return parts.length ? `${parts.join(", ")}.` : moved ? "The order has changed." : "Nothing has changed.";
}
