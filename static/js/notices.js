// The bell: asks for new notices while the page is seen, shows each once, keeps the counts of the header right, and opens
// the list in a panel. The summary it asks for: {"unread": 2, "latest": [{"id", "kind", "title", "body", "url", "urgent", "rings", "heard_from", "handoff", "acknowledge"}], "complete_from": 0, "counts": {"handoff-queue": 3}, "hot": {"handoff-queue": true}}
import { alertOf, closeAlerts, permission } from "./alerts.js";
import { serverNow } from "./clock.js";
import { announceFresh, countInTitle, element, store, stored } from "./dom.js";
import { Pace } from "./pace.js";
import { get, post, Refused, SignedOut } from "./requests.js";
import { makeRoom, removeCards, showCard } from "./toasts.js";

const FRESH = 5 * 60_000;
const SHOWS_WITHIN = 3_000; // a worker that cannot be registered never gets ready
const REMEMBERED = 200; // numbers of notices
const unsaid = new Set(); // what rang here and the server has not been told of yet
const bell = document.querySelector("[data-notices]");

async function ask(pace) {
  try {
    const response = await get(bell.dataset.noticesSummaryUrl);
    const summary = await response.json();
    if (document.hidden) await leaveToSeenWindow();
    await receive(summary);
    bell.classList.remove("is-stale");
  } catch (problem) {
    if (problem instanceof SignedOut || (problem instanceof Refused && problem.status < 500)) {
      showUnknown();
      return pace.end();
    }
    bell.classList.toggle("is-stale", pace.failures > 0);
    throw problem;
  }
}

// A window that somebody looks at shows it first; only where there is none does this one.
const leaveToSeenWindow = () => new Promise((go) => setTimeout(go, 1500));

// What is new is remembered once it has been shown: a page that is left in between shows it again as the next one opens.
async function receive({ unread, latest = [], complete_from: completeFrom = 0, counts = {}, hot = {} }) {
  showUnread(unread);
  for (const [place, count] of Object.entries(counts)) showCount(place, count, hot[place] === true);
  const seen = stored("notices.seen");
  const fresh = seen === null ? [] : latest.filter((notice) => isNew(notice, Number(seen), known()));
  if (fresh.length) await show(fresh.reverse());
  sayWhatRang();
  const newest = Math.max(0, ...latest.map((notice) => notice.id));
  if (newest > Number(stored("notices.seen") ?? -1)) store("notices.seen", String(newest));
  const numbers = new Set([...latest.map((notice) => notice.id), ...known()]);
  store("notices.known", [...numbers].slice(0, REMEMBERED).join(" "));
  closeWhatIsOver(latest, { isNone: String(unread) === "0", completeFrom });
}

// What has been read or acknowledged, here or elsewhere, does not go on calling. Where there is more than was said, what
// is older than all of it may still stand.
function closeWhatIsOver(latest, { isNone, completeFrom }) {
  const standing = new Set(latest.map((notice) => notice.id));
  const isOver = (number, isUrgent) => !standing.has(number) && (isNone || isUrgent || number >= completeFrom);
  closeAlerts(isOver);
  removeCards(isOver, bell.href);
}

const known = () => new Set((stored("notices.known") ?? "").split(" ").filter(Boolean).map(Number));

// One that was numbered first may be there last, and quiet hours hold some back: what is heard of since a moment ago is
// new even if its number is not.
function isNew(notice, seen, isKnown) {
  return !isKnown.has(notice.id) && (notice.id > seen || Date.parse(notice.heard_from) > serverNow() - FRESH);
}

// Resolves once the browser has shown them, or cannot.
async function show(notices) {
  notices.forEach(showCard);
  makeRoom(bell.href);
  const rang = await Promise.race([alertOf(notices), new Promise((go) => setTimeout(go, SHOWS_WITHIN, []))]);
  for (const { id, handoff } of rang) if (handoff) unsaid.add(id);
}

// It stands in the handoff's story: a call that reached nobody is missing there. What cannot be said now is said next time.
async function sayWhatRang() {
  if (unsaid.size === 0) return;
  const numbers = [...unsaid];
  await post(bell.dataset.noticesRangUrl, new URLSearchParams(numbers.map((number) => ["rang", number])), { keepalive: true });
  for (const number of numbers) unsaid.delete(number);
}

function showUnread(unread) {
  const badge = bell.querySelector("[data-unread]");
  badge.textContent = badge.dataset.count = String(unread);
  const isNone = String(unread) === "0";
  bell.setAttribute("aria-label", isNone ? "Notices" : `Notices, ${unread} unread`);
  countInTitle("unread", isNone ? 0 : unread);
}

// A bell that cannot know says so instead of showing an old number.
function showUnknown() {
  bell.querySelector("[data-unread]").textContent = "?";
  bell.querySelector("[data-unread]").dataset.count = "?";
  bell.setAttribute("aria-label", "Notices: you have been signed out, reload the page");
}

function showCount(place, count, isHot) {
  for (const badge of document.querySelectorAll(`[data-nav-count="${CSS.escape(place)}"]`)) {
    badge.textContent = badge.dataset.count = String(count);
    badge.classList.toggle("is-hot", isHot);
  }
}

async function openPanel(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const panel = document.getElementById("notices-panel") ?? makePanel();
  if (Date.now() - Number(panel.dataset.closedAt ?? 0) < 300) return; // This very click closed it.
  try {
    panel.innerHTML = await (await get(bell.href)).text();
  } catch {
    location.assign(bell.href); // The page itself then says what is wrong.
    return;
  }
  panel.showPopover();
  announceFresh(panel);
  window.htmx?.process(panel);
}

function makePanel() {
  const panel = element("div", { id: "notices-panel", class: "notices-panel", popover: "auto", role: "region", "aria-label": "Notices" });
  panel.addEventListener("beforetoggle", (event) => {
    bell.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "closed") panel.dataset.closedAt = String(Date.now());
  });
  bell.after(panel);
  return panel;
}

// Following a notice marks it read, without making anybody wait for that.
document.addEventListener("click", (event) => {
  const notice = event.target.closest?.("[data-notice]");
  if (!notice) return;
  notice.classList.remove("is-unread");
  post(notice.dataset.readUrl, new URLSearchParams({ only: notice.dataset.notice }), { keepalive: true }).catch(() => {
    notice.classList.add("is-unread"); // It stays unread, and says so.
  });
});

if (bell) {
  bell.addEventListener("click", openPanel);
  const pace = new Pace(() => ask(pace), { first: 1, whileHidden: () => permission() === "granted", spread: 1000, topics: (bell.dataset.noticesTopics ?? "").split(" ").filter(Boolean) });
}
