// Who else has this ticket open, and who writes: a heartbeat for <p data-here-url="..." data-here-topic="here:12">. It
// says so in words; those who listen to the page hear when somebody begins to write. On a page of many tickets a form with
// data-here-writes="..." tells of its own ticket that somebody writes.
import { icon, onFresh, say, within } from "./dom.js";
import { Pace } from "./pace.js";
import { csrfToken, post, Refused, SignedOut } from "./requests.js";

const WRITING = "#composer, #handover, [data-here-writes='']"; // the forms about the page's one ticket
const WINDOW = Math.random().toString(36).slice(2, 12); // she is there until the last of her windows is closed
const WRITES_FOR = 20_000; // milliseconds after the last letter
const EVERY = 20; // seconds

class Heartbeat {
  constructor(place) {
    this.place = place;
    this.writtenAt = 0;
    this.wasWriting = new Set();
    this.pace = new Pace(() => this.beat(), { seconds: EVERY, first: 0, topics: [place.dataset.hereTopic] });
    document.addEventListener("input", (event) => event.target.form?.matches(WRITING) && event.isTrusted && this.write());
    addEventListener("pagehide", () => this.leave());
  }

  get isWriting() {
    return Date.now() - this.writtenAt < WRITES_FOR;
  }

  write() {
    const begins = !this.isWriting;
    this.writtenAt = Date.now();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.pace.now(), WRITES_FOR + 500);
    if (begins) this.pace.now();
  }

  async beat() {
    if (!this.place.isConnected) return this.pace.end();
    const state = this.isWriting ? "writing" : "viewing";
    try {
      const response = await post(this.place.dataset.hereUrl, said(state));
      this.show((await response.json()).here);
    } catch (problem) {
      this.show([]);
      if (problem instanceof SignedOut || (problem instanceof Refused && problem.status < 500)) return this.pace.end();
      throw problem;
    }
  }

  show(here) {
    const words = here.map(({ name, is_writing: isWriting }) => [isWriting, `${name} is ${isWriting ? "writing" : "looking at this"}`]);
    const shown = JSON.stringify(words);
    if (shown === this.shown) return;
    this.shown = shown;
    this.place.hidden = !words.length;
    this.place.replaceChildren(...words.map(([isWriting, text]) => this.person(isWriting, text)));
    const writing = here.filter((each) => each.is_writing).map((each) => each.name);
    for (const name of writing) if (!this.wasWriting.has(name)) say(`${name} is writing.`);
    this.wasWriting = new Set(writing);
  }

  person(isWriting, text) {
    const made = document.createElement("span");
    made.className = isWriting ? "here-one is-writing" : "here-one";
    made.append(icon(isWriting ? "pencil" : "person"), text);
    return made;
  }

  leave() {
    leave(this.place.dataset.hereUrl);
  }
}

const said = (state) => new URLSearchParams({ state, window: WINDOW });

function leave(url) {
  fetch(url, { method: "POST", body: said("left"), credentials: "same-origin", headers: { "X-CSRFToken": csrfToken() }, keepalive: true });
}

// Of one ticket among many only the writing is told, and its end.
const writingAt = new Map();
document.addEventListener("input", ({ target, isTrusted }) => {
  const url = isTrusted && target.form?.dataset.hereWrites;
  if (!url) return;
  const { toldAt = 0, rest } = writingAt.get(url) ?? {};
  clearTimeout(rest);
  const isTold = Date.now() - toldAt < EVERY * 1000;
  if (!isTold) post(url, said("writing")).catch(() => null); // Nothing depends on it.
  writingAt.set(url, { toldAt: isTold ? toldAt : Date.now(), rest: setTimeout(() => stopWriting(url), WRITES_FOR) });
});
addEventListener("pagehide", () => [...writingAt.keys()].forEach(stopWriting));

function stopWriting(url) {
  clearTimeout(writingAt.get(url).rest);
  writingAt.delete(url);
  leave(url);
}

const known = new WeakSet();
onFresh((root) => {
  for (const place of within(root, "[data-here-url]")) {
    if (known.has(place)) continue;
    known.add(place);
    new Heartbeat(place);
  }
});
