// Who else has this ticket open, and who writes: a heartbeat for <p data-here-url="..." data-here-topic="here:12">. It
// says so in words; those who listen to the page hear when somebody begins to write.
import { icon, onFresh, say, within } from "./dom.js";
import { Pace } from "./pace.js";
import { csrfToken, post, Refused, SignedOut } from "./requests.js";

const WRITES_FOR = 20_000; // milliseconds after the last letter
const EVERY = 20; // seconds

class Heartbeat {
  constructor(place) {
    this.place = place;
    this.writtenAt = 0;
    this.wasWriting = new Set();
    this.pace = new Pace(() => this.beat(), { seconds: EVERY, first: 0, topics: [place.dataset.hereTopic] });
    document.addEventListener("input", (event) => event.target.form?.matches("#composer, #handover") && event.isTrusted && this.write());
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
      const response = await post(this.place.dataset.hereUrl, new URLSearchParams({ state }));
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
    fetch(this.place.dataset.hereUrl, {
      method: "POST", body: new URLSearchParams({ state: "left" }), credentials: "same-origin", headers: { "X-CSRFToken": csrfToken() }, keepalive: true,
    });
  }
}

const known = new WeakSet();
onFresh((root) => {
  for (const place of within(root, "[data-here-url]")) {
    if (known.has(place)) continue;
    known.add(place);
    new Heartbeat(place);
  }
});
