// Keeps a list fresh. A region <div data-live-url="..." data-live-seconds="5"> asks for its content anew while the page
// is seen, and takes it over by morphing. A row under the pointer or the focus never moves: what would move it is held
// back, and a bar says what has come. Rows are [data-row] elements with an id.
import { announceFresh, element, onFresh, say, store, stored, within } from "./dom.js";
import { get, Refused, SignedOut, signInUrl } from "./requests.js";
import { changesBetween, describe, keepsActiveRow, readRows } from "./rows.js";

const LONGEST_PAUSE = 60;

class LiveRegion {
  constructor(region) {
    this.region = region;
    this.seconds = Number(region.dataset.liveSeconds ?? 5);
    this.line = document.querySelector(`[data-live-line="${region.id}"]`);
    this.shown = readRows(region);
    this.failures = 0;
    this.asOf = new Date();
    this.paused = stored("live") === "paused";
    this.line?.querySelector("[data-live-pause]")?.addEventListener("click", () => this.pause(!this.paused));
    document.addEventListener("visibilitychange", () => document.hidden || this.poll());
    this.showState();
    this.plan();
  }

  plan() {
    clearTimeout(this.timer);
    if (this.ended || !this.region.isConnected) return;
    const wait = Math.min(this.seconds * 2 ** this.failures, LONGEST_PAUSE);
    this.timer = setTimeout(() => this.poll(), wait * 1000);
  }

  async poll() {
    if (document.hidden || this.paused || this.ended || this.asking) return this.plan();
    this.asking = true;
    try {
      const response = await get(this.region.dataset.liveUrl);
      this.receive(await response.text());
    } catch (problem) {
      this.fail(problem);
    } finally {
      this.asking = false;
      this.showState();
      this.plan();
    }
  }

  receive(html) {
    this.failures = 0;
    this.asOf = new Date();
    if (html === this.html) return;
    this.html = html;
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const rows = readRows(fresh);
    const changes = changesBetween(this.shown, rows);
    if (this.mayShow(rows, changes)) this.show(fresh, rows, changes);
    else this.hold(fresh, rows, changes);
  }

  mayShow(rows, changes) {
    const active = this.activeRow();
    const isChoosing = this.region.querySelector("[data-select]:checked") !== null;
    if (isChoosing && changes.moved) return false;
    return active === null || keepsActiveRow(active.id, this.shown, rows);
  }

  activeRow() {
    const focused = document.activeElement?.closest("[data-row]");
    const pointed = this.region.querySelector("[data-row]:hover");
    return [focused, pointed].find((row) => row && this.region.contains(row)) ?? null;
  }

  hold(fresh, rows, changes) {
    this.held = { fresh, rows, changes };
    const words = describe(changes, this.region.dataset);
    if (this.bar?.dataset.words === words) return;
    this.bar?.remove();
    const button = element("button", { class: "btn btn-sm", type: "button", "data-key": ".", "data-key-label": "Show what is new" }, "Show ", element("kbd", {}, "."));
    button.addEventListener("click", () => this.showHeld());
    this.bar = element("div", { class: "live-bar", role: "status", "data-words": words }, element("span", {}, words), button);
    document.body.append(this.bar);
  }

  showHeld() {
    const { fresh, rows, changes } = this.held;
    this.show(fresh, rows, changes);
  }

  show(fresh, rows, changes) {
    this.bar?.remove();
    this.bar = this.held = null;
    this.shown = rows;
    window.Idiomorph.morph(this.region, fresh.childNodes, { morphStyle: "innerHTML", callbacks: KEEPS });
    for (const id of [...changes.added, ...changes.changed]) document.getElementById(id)?.classList.add("was-morphed");
    if (changes.added.length) say(describe({ ...changes, changed: [], gone: [] }, this.region.dataset));
    announceFresh(this.region);
    window.htmx?.process(this.region);
  }

  fail(problem) {
    if (problem instanceof SignedOut) this.ended = "signed out";
    else if (problem instanceof Refused && problem.status < 500) this.ended = "refused";
    else this.failures += 1;
  }

  pause(paused) {
    this.paused = paused;
    store("live", paused ? "paused" : "on");
    this.showState();
    if (!paused) this.poll();
  }

  showState() {
    if (!this.line) return;
    this.line.classList.toggle("is-paused", this.paused);
    this.line.classList.toggle("is-stale", this.failures > 0 && !this.ended);
    this.line.classList.toggle("is-ended", Boolean(this.ended));
    const words = this.line.querySelector("[data-live-words]");
    const said = this.words();
    if (words.textContent !== said) words.replaceChildren(said, ...this.wayOut());
    const button = this.line.querySelector("[data-live-pause]");
    if (!button) return;
    button.hidden = Boolean(this.ended);
    button.textContent = this.paused ? "Resume updates" : "Pause updates";
  }

  words() {
    const asOf = this.asOf.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
    if (this.ended === "signed out") return `You have been signed out. List as of ${asOf}. `;
    if (this.ended) return `This list is no longer available to you. As of ${asOf}. `;
    if (this.paused) return `Updates are paused by you. List as of ${asOf}.`;
    if (this.failures) return `Updates interrupted, list as of ${asOf}, trying again.`;
    return "New entries appear here by themselves.";
  }

  wayOut() {
    if (this.ended === "signed out") return [element("a", { href: signInUrl() }, "Sign in again")];
    return this.ended ? [element("a", { href: location.href }, "Reload the page")] : [];
  }
}

// What the reader has opened, chosen or begun to write stays as she left it: [data-live-keep] while there is something in
// it or the focus is, [data-live-keep="always"] come what may.
const KEEPS = {
  beforeNodeMorphed: (old) => !(isElement(old) && (old.matches("[data-select]") || isKept(old))),
  beforeNodeRemoved: (old) => !(isElement(old) && within(old, "[data-live-keep]").some(isKept)),
  beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
};

const isElement = (node) => node instanceof Element;

function isKept(part) {
  if (!part.matches("[data-live-keep]")) return false;
  if (part.dataset.liveKeep === "always" || part.contains(document.activeElement)) return true;
  return [...part.querySelectorAll("input, textarea, select")].some(isFilled);
}

function isFilled(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value.trim() !== "";
}

const known = new WeakSet();
onFresh((root) => {
  for (const region of within(root, "[data-live-url]")) {
    if (known.has(region)) continue;
    known.add(region);
    new LiveRegion(region);
  }
});
