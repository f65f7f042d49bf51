// Selecting rows: [data-select] boxes, [data-select-all], and a [data-bulk-bar] that says how many and goes when none is.
import { counted, onFresh } from "./dom.js";

const boxes = () => [...document.querySelectorAll("[data-select]")];
let last = null;

function show() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked);
  for (const box of all) box.closest("[data-row]")?.classList.toggle("is-selected", box.checked);
  for (const bar of document.querySelectorAll("[data-bulk-bar]")) {
    bar.hidden = chosen.length === 0;
    bar.querySelector("[data-bulk-count]").textContent = `${counted(chosen.length, "ticket", "tickets")} selected`;
  }
  for (const whole of document.querySelectorAll("[data-select-all]")) {
    whole.checked = all.length > 0 && chosen.length === all.length;
    whole.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
}

// Shift selects everything from the last box to this one.
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-select]");
  if (!box) return;
  const all = boxes();
  const ends = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
  if (event.shiftKey && ends[0] >= 0) for (const between of all.slice(ends[0], ends[1] + 1)) between.checked = box.checked;
  last = box;
  show();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-select-all]")) return;
  for (const box of boxes()) box.checked = event.target.checked;
  show();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-bulk-none]")) return;
  for (const box of boxes()) box.checked = false;
  show();
});

onFresh(show);
