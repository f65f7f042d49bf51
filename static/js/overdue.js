// Where a page shows what waits ([data-overdue]): how much of it is overdue stands in the title, and a soft tone says
// that something has turned so. The tone is off until somebody switches it on. Most browsers then allow it on a page only
// after a click or a key there; until it can be heard the switch says so.
import { serverNow } from "./clock.js";
import { countInTitle, store, stored } from "./dom.js";

const region = document.querySelector("[data-overdue]");
const switcher = document.querySelector("[data-tone]");
const NOTES = [660, 880]; // hertz
let audio = null;
let known = null; // the rows that were overdue when last looked at

function look() {
  const late = [...region.querySelectorAll("[data-row] [data-due]")].filter((due) => Date.parse(due.dataset.due) < serverNow());
  const ids = new Set(late.map((due) => due.closest("[data-row]").id));
  countInTitle("overdue", ids.size);
  if (known && [...ids].some((id) => !known.has(id))) play();
  known = ids;
}

const isOn = () => stored("tone") === "on";
const isAllowed = () => audio?.state === "running";

function play() {
  if (!isAllowed() || !isOn()) return;
  NOTES.forEach((note, number) => {
    const begin = audio.currentTime + 0.02 + number * 0.18;
    const loudness = new GainNode(audio, { gain: 0 });
    loudness.gain.setValueAtTime(0, begin);
    loudness.gain.linearRampToValueAtTime(0.12, begin + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.001, begin + 0.5);
    const tone = new OscillatorNode(audio, { frequency: note });
    tone.connect(loudness).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + 0.5);
  });
  document.dispatchEvent(new CustomEvent("baton:tone"));
}

// Asked for again with each click and key: not every one will do, and a browser may take it back.
async function wake() {
  if (!isOn() || isAllowed()) return;
  if (!audio) {
    audio = new AudioContext();
    audio.addEventListener("statechange", show);
  }
  await audio.resume();
}

// Where it is on and cannot be heard, a click on the switch lets it be heard.
async function press() {
  if (!isOn() || isAllowed()) store("tone", isOn() ? "off" : "on");
  show();
  await wake();
  play(); // So that she knows what to listen for.
}

function show() {
  if (!switcher) return;
  const isBlocked = isOn() && !isAllowed();
  switcher.setAttribute("aria-pressed", String(isOn() && !isBlocked));
  switcher.classList.toggle("is-blocked", isBlocked);
  const words = isBlocked ? "Sound is off until you click here" : `Sound is ${isOn() ? "on" : "off"}`;
  switcher.querySelector("[data-tone-words]").textContent = words;
}

if (region) {
  look();
  setInterval(look, 1000);
}
if (region && switcher && "AudioContext" in window) {
  switcher.hidden = false;
  switcher.title = "A soft tone when a waiting handoff becomes overdue";
  switcher.addEventListener("click", press);
  for (const gesture of ["click", "keydown"]) addEventListener(gesture, ({ target }) => switcher.contains(target) || wake());
  show();
  wake(); // A browser that asks for no click, as one on a wall may be set to, lets it be heard at once.
}
