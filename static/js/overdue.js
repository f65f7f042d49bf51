// Where a page shows what waits ([data-overdue]): how much of it is overdue stands in the title, and a soft tone says
// that something has turned so. The tone is off until somebody switches it on, and needs a click or a key on each page
// before browsers allow it.
import { serverNow } from "./clock.js";
import { store, stored } from "./dom.js";
import { countInTitle } from "./title.js";

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

function play() {
  if (!audio || !isOn()) return;
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

// Browsers start sound only while a click or a key is handled.
function wake() {
  if (!isOn() || audio) return;
  audio = new AudioContext();
  show();
}

function toggle() {
  store("tone", isOn() ? "off" : "on");
  wake();
  show();
  play(); // So that she knows what to listen for.
}

function show() {
  if (!switcher) return;
  switcher.setAttribute("aria-pressed", String(isOn()));
  const words = isOn() ? (audio ? "Sound is on" : "Sound after your first click") : "Sound is off";
  switcher.querySelector("[data-tone-words]").textContent = words;
}

if (region) {
  look();
  setInterval(look, 1000);
}
if (region && switcher && "AudioContext" in window) {
  switcher.hidden = false;
  switcher.title = "A soft tone when a waiting handoff becomes overdue";
  switcher.addEventListener("click", toggle);
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, wake);
  show();
}
