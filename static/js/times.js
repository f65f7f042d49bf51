// Puts every <time data-local> into the reader's own zone, or that of data-zone, and language; without it the server's
// words stand.
import { leftInWords, serverNow, sinceInWords } from "./clock.js";
import { onFresh, say, within } from "./dom.js";

const SHAPES = {
  time: { hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric", month: "short", year: "numeric" },
  weekday: { weekday: "short", hour: "2-digit", minute: "2-digit" },
  dayTime: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  full: { dateStyle: "full", timeStyle: "long" },
};
const formats = Object.fromEntries(
  Object.entries(SHAPES).map(([name, options]) => [name, new Intl.DateTimeFormat(undefined, options)]),
);

// A clock elsewhere. A browser that does not know the zone leaves what the server wrote.
const elsewhere = new Map();
function inZone(at, { local, zone }) {
  const key = `${local} ${zone}`;
  if (!elsewhere.has(key)) elsewhere.set(key, formatFor(SHAPES[local], zone));
  return elsewhere.get(key)?.format(at);
}

function formatFor(shape, timeZone) {
  try {
    return new Intl.DateTimeFormat(undefined, { ...shape, timeZone });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function inWords(at, shape) {
  if (shape === "ago") return `${sinceInWords((serverNow() - at) / 1000)} ago`;
  if (shape !== "short") return formats[shape].format(at);
  const now = new Date(serverNow());
  if (at.toDateString() === now.toDateString()) return formats.time.format(at);
  return at.getFullYear() === now.getFullYear() ? formats.dayTime.format(at) : formats.date.format(at);
}

export function localize(time) {
  const at = new Date(time.dateTime);
  const words = time.dataset.zone ? (inZone(at, time.dataset) ?? time.textContent) : inWords(at, time.dataset.local);
  if (time.textContent !== words) time.textContent = words;
  time.title = formats.full.format(at);
}

onFresh((root) => within(root, "time[data-local]").forEach(localize));
setInterval(() => document.querySelectorAll('time[data-local="ago"]').forEach(localize), 30_000);

// Lets deadlines run: words, ring and signal of every [data-due], and the length of every [data-since].
// Ticks each second only where less than two minutes are left, else each quarter of a minute.

const SIGNALS = ["is-calm", "is-warn", "is-bad"];

function showDue(element) {
  const now = serverNow();
  const dueAt = Date.parse(element.dataset.due);
  const left = (dueAt - now) / 1000;
  setText(element.querySelector(".due-words") ?? element, leftInWords(left));
  setSignal(element, left);
  drainRing(element, dueAt, now);
}

function setSignal(element, left) {
  const signal = left <= 0 ? "is-bad" : left <= Number(element.dataset.warn ?? 300) ? "is-warn" : "is-calm";
  const row = element.closest("[data-row]");
  row?.classList.toggle("is-soon", signal === "is-warn");
  row?.classList.toggle("is-late", signal === "is-bad");
  if (element.classList.contains(signal)) return;
  const hadSignal = SIGNALS.some((name) => element.classList.contains(name));
  element.classList.remove(...SIGNALS);
  element.classList.add(signal);
  if (hadSignal && signal === "is-bad") say(element.dataset.overdueWords ?? "A deadline on this page has passed.");
}

function drainRing(element, dueAt, now) {
  const ring = element.querySelector(".due-ring circle + circle");
  const startedAt = Date.parse(element.dataset.started ?? "");
  if (!ring || Number.isNaN(startedAt)) return;
  const share = Math.max(0, Math.min(100, Math.round((100 * (dueAt - now)) / (dueAt - startedAt))));
  ring.setAttribute("stroke-dasharray", `${share} 100`);
}

function showSince(time) {
  setText(time, sinceInWords((serverNow() - Date.parse(time.dateTime)) / 1000));
}

function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function show(root) {
  within(root, "[data-due]").forEach(showDue);
  within(root, "time[data-since]").forEach(showSince);
}

const everySecond = (element) => Math.abs(Date.parse(element.dataset.due) - serverNow()) < 125_000;
let ticks = 0;
function tick() {
  ticks += 1;
  if (document.hidden) return;
  if (ticks % 15 === 0) show(document);
  else [...document.querySelectorAll("[data-due]")].filter(everySecond).forEach(showDue);
}

onFresh(show);
setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => document.hidden || show(document));
