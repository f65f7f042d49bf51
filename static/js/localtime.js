// Puts every <time data-local> into the reader's own zone and language; without it the server's UTC words stand.
import { serverNow } from "./clock.js";
import { onFresh, within } from "./dom.js";
import { sinceInWords } from "./wording.js";

const SHAPES = {
  time: { hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric", month: "short", year: "numeric" },
  dayTime: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  full: { dateStyle: "full", timeStyle: "long" },
};
const formats = Object.fromEntries(
  Object.entries(SHAPES).map(([name, options]) => [name, new Intl.DateTimeFormat(undefined, options)]),
);

function inWords(at, shape) {
  if (shape === "ago") return `${sinceInWords((serverNow() - at) / 1000)} ago`;
  if (shape !== "short") return formats[shape].format(at);
  const now = new Date(serverNow());
  if (at.toDateString() === now.toDateString()) return formats.time.format(at);
  return at.getFullYear() === now.getFullYear() ? formats.dayTime.format(at) : formats.date.format(at);
}

export function localize(time) {
  const at = new Date(time.dateTime);
  const words = inWords(at, time.dataset.local);
  if (time.textContent !== words) time.textContent = words;
  time.title = formats.full.format(at);
}

onFresh((root) => within(root, "time[data-local]").forEach(localize));
setInterval(() => document.querySelectorAll('time[data-local="ago"]').forEach(localize), 30_000);
