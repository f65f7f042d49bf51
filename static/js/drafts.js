// Keeps what is being written. A form with data-draft-url is posted there 600 ms after typing stops; its
// [data-draft-status] says what is true: saving, saved at, or not saved and why. "Saved" means the server has it.
import { element, onFresh, within } from "./dom.js";
import { csrfToken, post, Refused, SignedOut } from "./requests.js";

const REST = 600;
const LONGEST_WAIT = 30_000;
const KEEPALIVE_LIMIT = 60_000; // Browsers refuse more from a page that is going away.

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.failures = 0;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", () => this.stop());
    form.addEventListener("baton:rows", () => this.changed());
    addEventListener("pagehide", () => this.sendLast());
    document.addEventListener("htmx:afterRequest", (event) => event.target === form && this.resume(event.detail.successful));
  }

  changed() {
    this.isStopped = false;
    this.form.dataset.unsaved = "true";
    this.plan(REST);
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    if (this.isStopped || !this.form.isConnected) return;
    if (this.request) return this.plan(REST);
    const content = this.content();
    this.request = new AbortController();
    this.say("Saving…");
    try {
      const response = await post(this.form.dataset.draftUrl, content, { signal: this.request.signal });
      await this.saved(response, content);
    } catch (problem) {
      this.notSaved(problem);
    } finally {
      this.request = null;
    }
  }

  async saved(response, content) {
    this.failures = 0;
    if (String(this.content()) === String(content)) delete this.form.dataset.unsaved;
    const answer = response.status === 204 ? {} : await response.json();
    const at = answer.saved_at ? new Date(answer.saved_at) : new Date();
    this.form.querySelector("[data-draft-discard]")?.removeAttribute("hidden");
    if (!this.form.dataset.unsaved) this.form.dispatchEvent(new CustomEvent("baton:saved"));
    if (answer.emptied) return this.say("");
    this.say(`Saved ${at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })}`);
  }

  notSaved(problem) {
    if (this.isStopped) return;
    const [words, again] = reason(problem);
    this.say(words, true);
    if (problem.status === 409) showConflict(this.form, problem.text, () => this.changed());
    if (!again) return;
    this.failures += 1;
    this.plan(Math.min(1000 * 2 ** this.failures, LONGEST_WAIT));
  }

  // Sending the form ends the draft: a save that came after it would bring it back.
  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.request?.abort();
  }

  resume(wasSent) {
    if (wasSent) delete this.form.dataset.unsaved;
    else this.changed();
  }

  sendLast() {
    if (this.isStopped || !this.form.dataset.unsaved) return;
    const body = this.content();
    fetch(this.form.dataset.draftUrl, {
      method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": csrfToken() }, keepalive: String(body).length < KEEPALIVE_LIMIT,
    });
  }

  content() {
    const fields = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    return new URLSearchParams(fields);
  }

  say(words, isBad = false) {
    if (!this.status) return;
    this.status.textContent = words;
    this.status.classList.toggle("is-bad", isBad);
  }
}

// What to say, and whether trying again can help.
function reason(problem) {
  if (problem instanceof SignedOut) return ["Not saved: you have been signed out. Sign in again in another tab.", true];
  if (!(problem instanceof Refused)) return ["Not saved: no connection. Trying again.", true];
  if (problem.status === 409) return ["Not saved: this draft was changed in another window.", false];
  if (problem.status === 404) return ["Not saved: this ticket is no longer yours to see. Copy your text.", false];
  if (problem.status < 500) return ["Not saved: the server refused it. Copy your text and reload.", false];
  return ["Not saved: something went wrong on our side. Trying again.", true];
}

const known = new WeakSet();
onFresh((root) => {
  for (const form of within(root, "form[data-draft-url]")) {
    if (known.has(form)) continue;
    known.add(form);
    new Draft(form);
  }
});

// The same draft, written in two windows: shows what the other one has, and asks which is to stay. Nothing is lost until
// then. The server answers a save with 409 and `{"saved_at": ..., "words": ...}`.

function showConflict(form, answer, saveAgain) {
  const { saved_at: savedAt, words } = read(answer);
  if (!savedAt) return;
  form.querySelector("[data-draft-conflict]")?.remove();
  const at = new Date(savedAt).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  const keep = button("Keep what is here", () => {
    form.elements.draft_seen.value = savedAt;
    panel.remove();
    saveAgain();
  });
  const take = button("Take the other one", () => {
    delete form.dataset.unsaved;
    form.dispatchEvent(new CustomEvent("baton:saved"));
    location.reload();
  });
  const said = element("b", {}, `In another window you wrote, at ${at}:`);
  const panel = element("div", { class: "composer-news", role: "alert", "data-draft-conflict": "" }, said, element("p", {}, words ?? ""), keep, take);
  form.prepend(panel);
}

function read(answer) {
  try {
    return JSON.parse(answer);
  } catch {
    return {}; // Not our answer: what the status line says is all there is to say.
  }
}

function button(words, press) {
  const made = element("button", { class: "btn btn-sm", type: "button" }, words);
  made.addEventListener("click", press);
  return made;
}
