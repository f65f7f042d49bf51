// When to ask the server again: at once after a signal, else every few seconds, and seldom while signals come.
import { concerns, isHeard, onChange, sayAnswered } from "./stream.js";

const WHILE_HEARD = 30; // seconds: what no signal told of is seen within this
const LONGEST_PAUSE = 20; // seconds between two tries that fail, more or less: not every page asks at one instant
const AT_MOST_EVERY = 2000; // milliseconds, however many signals come
const REST = 10; // times as long as the last answer took: a server under load is asked less often
const SPREAD = 200; // milliseconds over which the pages that hear one signal ask
const SPREAD_OF_ALL = 3000; // the same where every open page asks, because anything may have been missed

export class Pace {
  // `ask` asks once; what it throws counts as a failure. `topics` are those that are worth asking for, none means all;
  // `first` is when to ask first, in seconds, and none where the page came with what would be answered; `whileHidden` says
  // whether to ask while nobody sees the page, and `spread` over how many milliseconds the pages that hear one signal ask.
  constructor(ask, { seconds = 5, first = null, topics = [], whileHidden = () => false, spread = SPREAD } = {}) {
    Object.assign(this, { ask, seconds, topics, whileHidden, spread, failures: 0, askedAt: 0, took: 0, isShown: first === null });
    onChange((changed) => this.hear(changed));
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    document.addEventListener("baton:answered", () => this.failures && this.soon(SPREAD_OF_ALL));
    this.at(Date.now() + (first ?? seconds) * 1000);
  }

  hear(changed) {
    const isHeardNow = isHeard(this.topics);
    if (isHeardNow && concerns(this.topics, changed)) this.soon(changed === null && this.hasHeard ? SPREAD_OF_ALL : this.spread);
    else if (!isHeardNow) this.by(Date.now() + this.seconds * 1000);
    else if (!this.hasHeard && this.isShown) this.plan();
    this.hasHeard ||= isHeardNow;
  }

  plan() {
    const seconds = isHeard(this.topics) ? WHILE_HEARD : this.seconds;
    this.at(Date.now() + (this.failures ? this.pause() : seconds) * 1000);
  }

  // Longer with each failure, and no longer than somebody waits before a page that says it tries again.
  pause() {
    return Math.min(this.seconds * 2 ** this.failures, LONGEST_PAUSE) * (0.75 + Math.random() / 2);
  }

  soon(spread) {
    if (this.isAsking) this.isStale = true;
    else this.by(Math.max(Date.now() + Math.random() * spread, this.askedAt + Math.max(AT_MOST_EVERY, REST * this.took)));
  }

  by(instant) {
    if (instant < this.plannedAt) this.at(instant);
  }

  at(instant) {
    clearTimeout(this.timer);
    if (this.ended) return;
    this.plannedAt = instant;
    this.timer = setTimeout(() => this.now(), Math.max(0, instant - Date.now()));
  }

  // Asks now; what changes while the answer is on its way is asked for once more.
  async now() {
    if (this.isAsking || this.ended) return;
    if (document.hidden && !this.whileHidden()) return this.plan();
    clearTimeout(this.timer);
    Object.assign(this, { isAsking: true, isStale: false, askedAt: Date.now() });
    try {
      await this.ask();
      const wasFailing = this.failures > 0;
      this.failures = 0;
      if (wasFailing) sayAnswered();
    } catch {
      this.failures += 1; // Asked again later, and later each time; `ask` has said what is wrong.
    }
    this.isAsking = false;
    this.took = Date.now() - this.askedAt;
    this.plan();
    if (this.isStale) this.soon(this.spread);
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
  }
}
