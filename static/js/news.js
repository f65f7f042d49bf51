// Tells whoever writes that the thread has moved on, before she sends: the server would hold her message back. What came
// counts as read once she says so.
import { element, onFresh } from "./dom.js";
import { counted } from "./wording.js";

function look() {
  const form = document.getElementById("composer");
  const place = form?.querySelector("[data-news]");
  if (!place) return;
  const seen = Number(form.elements.seen.value);
  const later = [...document.querySelectorAll("#thread .said")].filter((said) => numberOf(said) > seen);
  place.hidden = !later.length || !form.elements.body.value.trim();
  if (place.hidden || place.dataset.count === String(later.length)) return;
  place.dataset.count = later.length;
  place.replaceChildren(...words(form, place, later));
}

const numberOf = (said) => Number(said.id.split("-").pop());

function words(form, place, later) {
  const writers = [...new Set(later.map((said) => said.querySelector(".said-head b").textContent))].join(", ");
  const read = element("button", { class: "btn btn-sm", type: "button" }, "I have read it");
  read.addEventListener("click", () => {
    form.elements.seen.value = Math.max(...later.map(numberOf));
    place.hidden = true;
    delete place.dataset.count;
    form.elements.body.focus();
  });
  const news = `${counted(later.length, "new message", "new messages")} while you write, from ${writers}.`;
  return [element("span", {}, news), element("a", { href: `#${later[0].id}` }, "Show"), read];
}

onFresh(look);
document.addEventListener("input", (event) => event.target.form?.id === "composer" && look());
