// Menus close on Escape and on a click elsewhere; messages close; pages print; the theme and the search box switch.
import { onFresh, store, stored, within } from "./dom.js";

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  const close = event.target.closest("[data-close]");
  if (close) close.closest(close.dataset.close)?.remove();
  if (event.target.closest("[data-print]")) window.print();
  const find = event.target.closest("[data-find-toggle]");
  if (find) toggleFind(find);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const find = document.querySelector(".find-open [data-find-toggle]");
  if (find) toggleFind(find);
});

function toggleFind(button) {
  const isOpen = button.closest(".topbar-inner").classList.toggle("find-open");
  button.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) document.querySelector("#find input").focus();
  else button.focus();
}

onFresh((root) => {
  for (const switcher of within(root, "[data-theme-switch]")) {
    showTheme(switcher);
    switcher.addEventListener("click", (event) => chooseTheme(switcher, event.target.closest("button")));
  }
});

function chooseTheme(switcher, button) {
  if (!button) return;
  store("theme", button.value);
  dispatchEvent(new Event("baton:theme"));
  showTheme(switcher);
}

function showTheme(switcher) {
  const theme = stored("theme") ?? "auto";
  for (const button of switcher.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
