// Says before sending what the server would refuse: a text that is too long, too many files, or too large ones.
import { onFresh, within } from "./dom.js";
import { counted } from "./wording.js";

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
