// Shows only what is about the choice made: children [data-value] of an element with data-about="id of the select", whose
// options go with it where it is a select itself. [data-about-words] says the choice in a sentence.
import { onFresh } from "./dom.js";

function show(select) {
  for (const place of document.querySelectorAll(`[data-about="${CSS.escape(select.id)}"]`)) {
    for (const part of place.querySelectorAll(":scope > [data-value]")) {
      part.hidden = part.dataset.value !== select.value;
      if (part.tagName === "OPTGROUP") part.disabled = part.hidden;
    }
    if (place.tagName === "SELECT" && place.selectedOptions[0]?.parentElement.disabled) place.value = "";
  }
  for (const words of document.querySelectorAll(`[data-about-words="${CSS.escape(select.id)}"]`)) {
    words.textContent = select.value ? select.selectedOptions[0].textContent.replace(/ \(.*\)$/, "") : words.dataset.otherwise;
  }
}

const asked = () => new Set([...document.querySelectorAll("[data-about], [data-about-words]")].map((place) => place.dataset.about ?? place.dataset.aboutWords));
const selects = () => [...asked()].map((id) => document.getElementById(id)).filter(Boolean);

document.addEventListener("change", (event) => asked().has(event.target.id) && show(event.target));
onFresh(() => selects().forEach(show));
