// The same draft, written in two windows: shows what the other one has, and asks which is to stay. Nothing is lost until
// then. The server answers a save with 409 and `{"saved_at": ..., "words": ...}`.
import { element } from "./dom.js";

export function showConflict(form, answer, saveAgain) {
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
