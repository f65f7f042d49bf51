// Keeps a list fresh. A region <div data-live-url="..." data-live-topics="team:7"> asks for its content anew when one of its
// topics has changed, or every few seconds while no signals come, and takes it over by morphing. A row under the pointer or the focus never moves: what would move it is held
// back, and a bar says what has come. Rows are [data-row] elements with an id.
import { announceFresh, counted, element, onFresh, say, store, stored, within } from "./dom.js";
import { Pace } from "./pace.js";
import { get, Refused, SignedOut, signInUrl } from "./requests.js";

class LiveRegion {
  constructor(region) {
    this.region = region;
    this.line = document.querySelector(`[data-live-line="${region.id}"]`);
    this.shown = readRows(region);
    this.isFailing = false;
    this.asOf = new Date();
    const button = this.line?.querySelector("[data-live-pause]");
    this.paused = Boolean(button) && stored("live") === "paused"; // A page without the switch cannot be resumed.
    button?.addEventListener("click", () => this.pause(!this.paused));
    this.showState();
    const { liveSeconds = "5", liveTopics = "" } = region.dataset;
    const topics = liveTopics.split(" ").filter(Boolean);
    this.pace = new Pace(() => this.ask(), { seconds: Number(liveSeconds), topics, whileHidden: () => "liveHidden" in region.dataset });
  }

  async ask() {
    if (!this.region.isConnected) return this.pace.end();
    if (this.paused) return;
    try {
      const response = await get(this.region.dataset.liveUrl);
      this.receive(await response.text());
    } catch (problem) {
      this.fail(problem);
      throw problem;
    } finally {
      this.showState();
    }
  }

  receive(html) {
    this.isFailing = false;
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
    const focused = document.activeElement;
    const isHere = this.region.contains(focused) || this.bar?.contains(focused);
    this.bar?.remove();
    this.bar = this.held = null;
    this.shown = rows;
    window.Idiomorph.morph(this.region, fresh.childNodes, { morphStyle: "innerHTML", callbacks: KEEPS });
    for (const id of [...changes.added, ...changes.changed]) document.getElementById(id)?.classList.add("was-morphed");
    if (changes.added.length) say(describe({ ...changes, changed: [], gone: [] }, this.region.dataset));
    announceFresh(this.region);
    window.htmx?.process(this.region);
    if (isHere && document.activeElement === document.body) this.keepFocus(focused);
  }

  // Where what had the focus is gone, whoever goes on by keyboard does so here, and not from the top of the page.
  keepFocus(focused) {
    const place = focused.isConnected ? focused : this.region;
    if (place === this.region) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }

  fail(problem) {
    if (problem instanceof SignedOut) this.ended = "signed out";
    else if (problem instanceof Refused && problem.status < 500) this.ended = "refused";
    if (this.ended) this.pace.end();
    else this.isFailing = true;
  }

  pause(paused) {
    this.paused = paused;
    store("live", paused ? "paused" : "on");
    this.showState();
    if (!paused) this.pace.now();
  }

  showState() {
    if (!this.line) return;
    this.line.classList.toggle("is-paused", this.paused);
    this.line.classList.toggle("is-stale", this.isFailing && !this.ended);
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
    if (this.isFailing) return `Updates interrupted, list as of ${asOf}, trying again.`;
    return "New entries appear here by themselves.";
  }

  wayOut() {
    if (this.ended === "signed out") return [element("a", { href: signInUrl() }, "Sign in again")];
    return this.ended ? [element("a", { href: location.href }, "Reload the page")] : [];
  }
}

// What the reader has opened, chosen or begun to write stays as she left it: [data-live-keep] while there is something in
// it or the focus is, [data-live-keep="unsaved"] while the focus is or it is not saved yet, [data-live-keep="always"] come
// what may.
const KEEPS = {
  beforeNodeMorphed: (old) => !(isElement(old) && (old.matches("[data-select]") || isKept(old))),
  beforeNodeRemoved: (old) => !(isElement(old) && within(old, "[data-live-keep]").some(isKept)),
  beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
};

const isElement = (node) => node instanceof Element;

function isKept(part) {
  if (!part.matches("[data-live-keep]")) return false;
  if (part.dataset.liveKeep === "always" || part.contains(document.activeElement)) return true;
  if (part.dataset.liveKeep === "unsaved") return within(part, "[data-unsaved]").length > 0;
  return [...part.querySelectorAll("input, textarea, select")].some(isFilled);
}

function isFilled(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return isChosen([...field.options]);
  return field.value.trim() !== "";
}

// Where the server chose nothing, the browser shows the first.
function isChosen(options) {
  const chosen = options.some((option) => option.defaultSelected) ? options.filter((option) => option.defaultSelected) : options.slice(0, 1);
  return options.some((option) => option.selected !== chosen.includes(option));
}

const known = new WeakSet();
onFresh((root) => {
  for (const region of within(root, "[data-live-url]")) {
    if (known.has(region)) continue;
    known.add(region);
    new LiveRegion(region);
  }
});

// --- what a live list shows, compared with what has come ---
// Row ids in order, each with what its reader would notice. Times tick by themselves, tokens differ in every answer, and
// what she is writing herself is no news to her.
function readRows(root) {
  return new Map([...root.querySelectorAll("[data-row][id]")].map((row) => [row.id, signature(row)]));
}

function signature(row) {
  const copy = row.cloneNode(true);
  copy.querySelectorAll('input[name="csrfmiddlewaretoken"], [data-select], [data-live-keep="unsaved"], [data-live-own]').forEach((input) => input.remove());
  copy.querySelectorAll("[data-due]").forEach((due) => due.replaceWith(due.dataset.due));
  copy.querySelectorAll("time[datetime]").forEach((time) => time.replaceWith(time.dateTime));
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function changesBetween(before, after) {
  const added = [...after.keys()].filter((id) => !before.has(id));
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const changed = [...after.keys()].filter((id) => before.has(id) && before.get(id) !== after.get(id));
  return { added, gone, changed, moved: [...before.keys()].join() !== [...after.keys()].join() };
}

// Whether the row keeps its place and its words: all that stands above it, and itself, is as it was.
function keepsActiveRow(id, before, after) {
  const upTo = (rows) => [...rows.keys()].slice(0, [...rows.keys()].indexOf(id) + 1);
  return after.has(id) && upTo(before).join() === upTo(after).join() && before.get(id) === after.get(id);
}

function describe({ added, changed, gone, moved }, { liveOne = "entry", liveMany = "entries" }) {
  const parts = [];
  if (added.length) parts.push(`${counted(added.length, `new ${liveOne}`, `new ${liveMany}`)}`);
  if (changed.length) parts.push(`${changed.length} changed`);
  if (gone.length) parts.push(`${gone.length} gone`);
  return parts.length ? `${parts.join(", ")}.` : moved ? "The order has changed." : "Nothing has changed.";
}
