// The cards in the corner of a page: what has just come. A few stand there; of more the latest, the urgent before all
// others, and one card that says how many there are besides. All of it is under the bell.
import { element, icon } from "./dom.js";

// The page ends as far below its last row as the cards are high, so that nothing lies under them for good.
const corner = document.getElementById("toasts");
if (corner) new ResizeObserver(() => document.body.style.setProperty("--cards", `${corner.offsetHeight}px`)).observe(corner);

const STAYS = 12_000;
const narrow = matchMedia("(max-width: 46rem)"); // where cards are as wide as the page
const MOST = 3;
const most = () => (narrow.matches ? 1 : MOST);
const besides = new Map(); // notices that have no card of their own: their numbers, and whether they are urgent

// For whoever else shows notices one by one, beside the page: those that are shown, and the rest.
export function divide(notices) {
  const byWeight = [...notices].sort((one, other) => Number(one.urgent) - Number(other.urgent));
  const shown = byWeight.slice(-MOST);
  return { shown: notices.filter((notice) => shown.includes(notice)), rest: byWeight.slice(0, -MOST) };
}

export function showCard(notice) {
  const isBad = notice.urgent || notice.kind === "breached";
  const words = element("div", {}, element("a", { href: notice.url, class: "strong" }, notice.title), element("p", {}, notice.body));
  const card = made(isBad ? "exclamation-octagon-fill" : "arrow-left-right", words, { "data-card": String(notice.id) });
  card.dataset.urgent = notice.urgent ? "yes" : "";
  card.classList.toggle("is-bad", isBad);
  place(isBad ? "assertive" : "polite")?.append(card);
  if (!isBad) leaveInTime(card);
}

// What has no room joins the card that counts; its link leads to all of them.
export function makeRoom(allOfThem) {
  const cards = [...document.querySelectorAll("[data-card]")];
  const byWeight = cards.sort((one, other) => Number(one.matches(".is-bad")) - Number(other.matches(".is-bad")));
  for (const card of byWeight.slice(0, -most()).filter(isFree)) {
    besides.set(...named(card));
    card.remove();
  }
  showCount(allOfThem);
}

// What has been read or acknowledged meanwhile, here or elsewhere, goes.
export function removeCards(isOver, allOfThem) {
  for (const card of document.querySelectorAll("[data-card]")) if (isFree(card) && isOver(...named(card))) card.remove();
  for (const [number, isUrgent] of besides) if (isOver(number, isUrgent)) besides.delete(number);
  showCount(allOfThem);
}

const named = ({ dataset }) => [Number(dataset.card), dataset.urgent !== ""];
const isFree = (card) => !card.matches(":hover, :focus-within"); // nobody is reading it at this moment

function showCount(allOfThem) {
  const said = besides.size === 1 ? "1 more notice" : `${besides.size} more notices`;
  const shown = document.getElementById("toasts-besides");
  if (besides.size === 0) return shown?.remove();
  if (shown) return shown.querySelector("a").replaceChildren(said);
  const card = made("bell", element("a", { href: allOfThem, class: "strong" }, said), { id: "toasts-besides" });
  card.querySelector(".close").addEventListener("click", () => besides.clear());
  place("polite")?.prepend(card);
}

function made(sign, words, attributes) {
  const close = element("button", { class: "close", type: "button", "aria-label": "Close this notice", "data-close": ".toast-card" }, icon("x-lg"));
  return element("div", { class: "toast-card", ...attributes }, icon(sign), words, close);
}

const place = (urgency) => document.querySelector(`[data-toasts="${urgency}"]`);

// Stays while it is being read; a missed deadline stays until it is closed.
function leaveInTime(card) {
  setTimeout(() => {
    if (isFree(card)) card.remove();
    else leaveInTime(card);
  }, STAYS);
}
