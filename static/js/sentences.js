// How many sentences a text has, by the rule of escalation/package.py: <output data-sentences="id" data-sentences-limit="3">.
import { onFresh, within } from "./dom.js";
import { counted } from "./wording.js";

const END = /[.!?…]+["')\]»”]*(?=\s+\S|$)|[。！？]/gu;
const ABBREVIATION = /\b(?:e\.g|i\.e|etc|vs|approx|no|nr|Mr|Mrs|Ms|Dr|St)\.$/i;

export function sentences(text) {
  let count = 0;
  let start = 0;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (end < text.length && ABBREVIATION.test(text.slice(0, end))) continue;
    count += 1;
    start = end;
  }
  return count + (text.slice(start).trim() ? 1 : 0);
}

function show(output) {
  const count = sentences(document.getElementById(output.dataset.sentences)?.value ?? "");
  const limit = Number(output.dataset.sentencesLimit);
  output.classList.toggle("is-over", count > limit);
  output.textContent = count > limit ? `${counted(count, "sentence", "sentences")}: ${count - limit} too many.` : `${count} of ${limit} so far.`;
}

document.addEventListener("input", (event) => event.target.form?.querySelectorAll("[data-sentences]").forEach(show));
onFresh((root) => within(root, "[data-sentences]").forEach(show));
