// Says before sending what the server would refuse: a text that is too long, too many files, or too large ones.
import { counted, element, onFresh, within } from "./dom.js";

function checkLength(text) {
  const longest = Number(text.dataset.longest);
  const length = [...text.value].length;
  const isLonger = length > longest;
  text.setCustomValidity(isLonger ? `This has ${length.toLocaleString()} characters, and ${longest.toLocaleString()} is the most. Shorten it, or attach it as a file.` : "");
}

function checkFiles(input) {
  const files = [...input.files];
  const most = Number(input.dataset.filesLimit);
  const size = Number(input.dataset.sizeLimit);
  const large = files.find((file) => file.size > size);
  const tooMany = files.length > most ? `At most ${most} files at once; you chose ${files.length}.` : "";
  const tooLarge = large ? `${large.name} is larger than ${Math.floor(size / 1024 / 1024)} MB.` : "";
  input.setCustomValidity(tooMany || tooLarge);
  input.closest("form").querySelector("[data-files-words]").textContent = describe(files);
  if (input.validationMessage) input.reportValidity();
}

function describe(files) {
  if (!files.length) return "Attach files";
  return files.length === 1 ? files[0].name : counted(files.length, "file", "files");
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-longest]")) checkLength(event.target);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-files-limit]")) checkFiles(event.target);
});

// "r" and "n" choose who reads it, and go on to the words.
document.addEventListener("click", (event) => {
  if (event.target.matches("[data-key][name=kind]") && event.detail === 0) event.target.form.elements.body.focus();
});

onFresh((root) => within(root, "textarea[data-longest]").forEach(checkLength));

// Tells whoever writes that the thread has moved on, before she sends: the server would hold her message back. What came
// counts as read once she says so.

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
