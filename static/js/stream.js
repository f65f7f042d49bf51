// Hears from the server that something has changed (`/events/`), and tells the parts of this page that show it. Signals
// say where to look; whoever hears one asks again. One connection serves all windows of a browser: it may open six at
// most, and a stream keeps one for ever. The window that has the lock holds the stream and passes on what it hears.
import { onFresh, within } from "./dom.js";

const NAME = "baton.stream";
const SILENT_FOR = 45_000; // three beats missed: the connection is dead, though nothing has said so
const TRY_AGAIN = 60_000; // where the server has no stream, or refuses one
const COME_BACK = 5_000; // where one was lost, and twice as long with each try
const SPREAD = 3_000; // over which they come back once the server answers
const MOST_TICKETS = 30;
const EVENTS = ["hearing", "resync", "changed", "deaf", "beat"];

const url = document.body.dataset.streamUrl;
const channel = url && "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
const mine = new Set(); // the topics that this page can only hear by asking for them
let heard = null; // the topics that signals come for; null while none come
let seen = document.body.dataset.streamSeen; // the last signal that this page shows; said once, when its stream opens

// Whether a signal will come when any of these changes.
export function isHeard(topics) {
  return heard !== null && topics.every((topic) => topic.endsWith(":*") || heard.has(topic) || heard.has(anyOf(topic)));
}

// Calls back with the topics that changed, with none once they are heard, and with null where it may be anything.
export function onChange(handle) {
  document.addEventListener("baton:changed", (event) => handle(event.detail));
}

export function concerns(topics, changed) {
  if (changed === null) return true;
  if (topics.length === 0) return changed.length > 0;
  return changed.some((topic) => topics.includes(topic) || topics.includes(anyOf(topic)));
}

// Said by whatever part of the page is answered first: what failed until then, and a stream that was lost, need not wait.
export const sayAnswered = () => document.dispatchEvent(new Event("baton:answered"));
document.addEventListener("htmx:afterOnLoad", ({ detail }) => detail.xhr.status < 400 && sayAnswered());

const anyOf = (topic) => `${topic.split(":")[0]}:*`;

function receive({ event, data }) {
  if (event === "beat") return;
  const topics = data.split(" ");
  if (event === "resync" || event === "hearing") heard = new Set(topics);
  if (event === "deaf") heard = null;
  const detail = { changed: topics, hearing: [] }[event] ?? null;
  document.dispatchEvent(new CustomEvent("baton:changed", { detail }));
}

const sayTickets = () => channel.postMessage({ event: "tickets", data: [...mine].join(" ") });

// The window that holds the stream.
class Leader {
  constructor() {
    this.tickets = new Set(mine);
    this.state = null; // the last word on what is heard, for windows that open later
    this.onMessage = ({ data }) => data.event === "tickets" && this.addTickets(data.data);
    this.lost = null; // how often it was tried since one was lost; null where there was none yet
    this.onAnswered = () => this.lost !== null && this.isClosed() && this.openAfter(Math.random() * SPREAD);
    channel?.addEventListener("message", this.onMessage);
    document.addEventListener("baton:answered", this.onAnswered);
    channel?.postMessage({ event: "which tickets" });
    this.watch = setInterval(() => this.reopenWhenSilent(), SILENT_FOR / 3);
    this.open();
  }

  open() {
    this.source?.close();
    clearTimeout(this.again);
    this.lastHeard = Date.now();
    const query = new URLSearchParams([...this.tickets].slice(-MOST_TICKETS).map((ticket) => ["ticket", ticket]));
    if (seen) query.append("seen", seen);
    seen = null; // by the next time other windows have seen other things
    this.source = new EventSource(query.size ? `${url}?${query}` : url);
    for (const event of EVENTS) this.source.addEventListener(event, ({ data }) => this.hear(event, data));
    this.source.onerror = () => this.lose();
  }

  hear(event, data) {
    this.lastHeard = Date.now();
    this.lost = 0;
    this.tell({ event, data });
  }

  // What this window has not seen is not what another has not: they look at everything.
  tell(message) {
    receive(message);
    const passed = message.event === "hearing" ? { ...message, event: "resync" } : message;
    if (passed.event === "resync" || passed.event === "deaf") this.state = passed;
    if (passed.event !== "beat") channel?.postMessage(passed);
  }

  // A stream that broke is opened again by the browser itself; one that was refused by us, after a while.
  lose() {
    if (this.state?.event !== "deaf") this.tell({ event: "deaf", data: "" });
    if (!this.isClosed()) return;
    const pause = this.lost === null ? TRY_AGAIN : Math.min(COME_BACK * 2 ** this.lost++, TRY_AGAIN);
    this.openAfter(pause * (0.5 + Math.random()));
  }

  isClosed() {
    return this.source.readyState === EventSource.CLOSED;
  }

  openAfter(milliseconds) {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.open(), milliseconds);
  }

  reopenWhenSilent() {
    if (this.source.readyState === EventSource.OPEN && Date.now() - this.lastHeard > SILENT_FOR) this.open();
  }

  // Another window says which tickets it shows; it is told how things stand.
  addTickets(text) {
    const fresh = text.split(" ").filter((ticket) => ticket && !this.tickets.has(ticket));
    for (const ticket of fresh) this.tickets.add(ticket);
    if (fresh.length) this.open();
    else if (this.state) channel.postMessage({ event: "state", state: this.state });
  }

  close() {
    clearInterval(this.watch);
    clearTimeout(this.again);
    channel?.removeEventListener("message", this.onMessage);
    document.removeEventListener("baton:answered", this.onAnswered);
    this.source.close();
    heard = null;
  }
}

let leader = null;
let waiting = null;

function start() {
  channel?.addEventListener("message", follow);
  if (!navigator.locks || !channel) return leadWhileSeen();
  waiting = new AbortController();
  const lead = () => new Promise((release) => {
    leader = new Leader();
    waiting.signal.addEventListener("abort", release);
  });
  navigator.locks.request(NAME, { signal: waiting.signal }, lead).catch(() => null); // Left before it was our turn.
  sayTickets();
}

// What the window with the stream passes on. How things stand is news only to a window that has heard nothing yet.
function follow({ data }) {
  if (leader !== null) return;
  if (data.event === "which tickets") sayTickets();
  else if (data.event === "state" && heard === null) receive(data.state);
  else if (EVENTS.includes(data.event)) receive(data);
}

// Without locks (a page that is not on HTTPS) only windows that are seen hold a stream: they are few.
function leadWhileSeen() {
  if (document.hidden) stop();
  else leader ??= new Leader();
}

function stop() {
  waiting?.abort();
  leader?.close();
  waiting = leader = heard = null;
}

if (url) {
  onFresh((root) => {
    for (const region of within(root, "[data-live-topics]"))
      for (const [, ticket] of region.dataset.liveTopics.matchAll(/ticket:(\d+)/g)) mine.add(ticket);
  });
  start();
  if (!navigator.locks) document.addEventListener("visibilitychange", leadWhileSeen);
  // A page in the browser's memory holds nothing, and looks again when it is back.
  addEventListener("pagehide", stop);
  addEventListener("pageshow", ({ persisted }) => persisted && start());
}
