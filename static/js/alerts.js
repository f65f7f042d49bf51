// Alerts of the browser and their sound. Permission is asked for by a button only; what the browser says of it is told to
// the server every few minutes, so that people on duty whose alerts cannot get through are told so, and their leads.
import { element, icon, onFresh, store, stored } from "./dom.js";
import { post, Refused } from "./requests.js";
import { divide } from "./toasts.js";

const REPORT_EVERY = 5 * 60_000; // the server takes a browser for closed after three of these
const WAKES_WITHIN = 300; // milliseconds: a browser that allows sound has it ready by then
const TONES = [[880, 0], [1174, 0.16]]; // hertz, and seconds after the beginning
const bell = document.querySelector("[data-alerts-worker-url]");

export function permission() {
  const isPossible = window.isSecureContext && "serviceWorker" in navigator && "Notification" in window;
  return isPossible ? Notification.permission : "unsupported";
}

export const isSoundOn = () => stored("sound") !== "off";

// --- showing ---
// Resolves to those of the notices that rang: with a sound that can be heard, or an alert. Many at once ring as one.
export async function alertOf(notices) {
  const calling = notices.filter((notice) => notice.rings);
  if (calling.length === 0) return [];
  const isHeard = isSoundOn() && (await play());
  if (isSoundOn() && !isHeard && window.AudioContext) sayItIsSilent();
  if (permission() !== "granted") return isHeard ? calling : [];
  const registration = await navigator.serviceWorker.ready;
  const { shown, rest } = divide(calling);
  if (rest.length) await showRest(registration, rest);
  for (const notice of shown) await showOne(registration, notice);
  return calling;
}

const showOne = (registration, notice) =>
  registration.showNotification(notice.title, {
    body: notice.body,
    tag: notice.handoff ? `handoff-${notice.handoff}` : `notice-${notice.id}`,
    requireInteraction: notice.urgent,
    data: { ids: [notice.id], urgent: notice.urgent, url: notice.url, acknowledge: notice.acknowledge },
    actions: notice.acknowledge ? [{ action: "acknowledge", title: "Acknowledge" }] : [],
  });

const showRest = (registration, rest) =>
  registration.showNotification(rest.length === 1 ? "1 more notice" : `${rest.length} more notices`, {
    body: rest.map((notice) => notice.title).slice(-3).join("\n"),
    tag: "notices-besides",
    data: { ids: rest.map((notice) => notice.id), urgent: rest.some((notice) => notice.urgent), url: bell.href },
  });

// Takes back the alerts that are over.
export async function closeAlerts(isOver) {
  if (permission() !== "granted") return;
  const registration = await navigator.serviceWorker.getRegistration("/");
  for (const shown of (await registration?.getNotifications()) ?? []) {
    const { ids = [], urgent = false } = shown.data ?? {};
    if (ids.every((id) => isOver(id, urgent))) shown.close();
  }
}

// --- sound: two tones, made here. Most browsers allow it after the first click or key on a page, some at once. ---
let audio = null;

// Resolves once it can be heard; where the browser waits for a click, not before that.
async function wake() {
  if (!window.AudioContext) return;
  if (!audio) {
    audio = new AudioContext();
    audio.addEventListener("statechange", () => audio.state === "running" && document.getElementById("sound-blocked")?.remove());
  }
  if (audio.state !== "running") await audio.resume();
}

// Whether it can be heard.
export async function play() {
  await Promise.race([wake(), new Promise((go) => setTimeout(go, WAKES_WITHIN))]);
  if (audio?.state !== "running") return false;
  for (const [hertz, after] of TONES) {
    const tone = new OscillatorNode(audio, { frequency: hertz });
    const volume = new GainNode(audio, { gain: 0 });
    const at = audio.currentTime + after;
    volume.gain.linearRampToValueAtTime(0.18, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.32);
  }
  return true;
}

// Said once on a page, beside what came without a sound, and taken back when the next can be heard.
function sayItIsSilent() {
  if (document.getElementById("sound-blocked")) return;
  const words = element("div", {}, element("span", { class: "strong" }, "Sound is off until you click here"), element("p", {}, "This browser plays none on a page that nobody has clicked yet."));
  const close = element("button", { class: "close", type: "button", "aria-label": "Close this notice", "data-close": ".toast-card" }, icon("x-lg"));
  document.querySelector('[data-toasts="polite"]')?.append(element("div", { id: "sound-blocked", class: "toast-card" }, icon("bell"), words, close));
}

// --- what the browser says of itself ---
function browserName() {
  const known = stored("browser");
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const name = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  store("browser", name);
  return name;
}

// One page at a time does it, so that many windows are as cheap as one.
function report() {
  const now = permission();
  const [said, at] = (stored("alerts.reported") ?? "").split(" ");
  if (said === now && Date.now() - Number(at) < REPORT_EVERY) return;
  store("alerts.reported", `${now} ${Date.now()}`);
  const words = new URLSearchParams({ browser: browserName(), permission: now });
  post(bell.dataset.alertsReportUrl, words).catch(() => store("alerts.reported", "")); // Said again next time.
}

// --- acknowledging from an alert: the worker asks a page, which may speak for its reader ---
async function acknowledge({ acknowledge: address, url }) {
  try {
    await post(address, new URLSearchParams());
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem; // The ticket itself says who was first.
  }
  location.assign(url);
}

// --- the page of settings ---
const STATES = {
  granted: "Alerts are on in this browser.",
  denied: "This browser refuses alerts for Baton. Allow them in its settings for this site, then reload this page.",
  default: "Alerts are off in this browser.",
  unsupported: "This browser cannot show alerts.",
};

function showState(root) {
  const state = root.querySelector("[data-alerts-state]");
  if (!state) return;
  const insecure = "This page is not on HTTPS, so no browser shows alerts for it. Ask whoever runs Baton to put it behind HTTPS; until then choose e-mail or chat below.";
  state.textContent = window.isSecureContext ? STATES[permission()] : insecure;
  root.querySelector("[data-alerts-allow]").hidden = permission() !== "default";
}

function prepare(root) {
  const here = root.querySelector("[data-alerts-here]");
  if (!here) return;
  showState(here);
  const sound = here.querySelector("[data-alerts-sound]");
  sound.checked = isSoundOn();
  sound.addEventListener("change", () => store("sound", sound.checked ? "on" : "off"));
  here.querySelector("[data-alerts-play]").addEventListener("click", play);
  here.querySelector("[data-alerts-allow]").addEventListener("click", async () => {
    await Notification.requestPermission();
    await register();
    report();
    showState(here);
  });
}

async function register() {
  if (permission() === "granted") await navigator.serviceWorker.register(bell.dataset.alertsWorkerUrl, { scope: "/" });
}

if (bell) {
  for (const event of ["pointerdown", "click", "keydown"]) addEventListener(event, wake, { passive: true });
  register();
  report();
  setInterval(report, REPORT_EVERY / 5);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.acknowledge && acknowledge(data));
}
onFresh(prepare);

// --- why there are none ---
const insecure = document.querySelector("[data-insecure]");
if (insecure && !window.isSecureContext && stored("insecure") !== "closed") insecure.hidden = false;
insecure?.querySelector("[data-insecure-close]").addEventListener("click", () => {
  store("insecure", "closed");
  insecure.remove();
});
