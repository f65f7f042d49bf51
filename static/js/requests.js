// The one way out to the server: adds the CSRF token, tells apart "signed out", "refused" and "no connection".
import { noteServerDate } from "./clock.js";
import { element } from "./dom.js";

export class SignedOut extends Error {}
export class Refused extends Error {
  constructor(response, text) {
    super(`The server answered ${response.status}.`);
    this.status = response.status;
    this.text = text;
  }
}

// The cookie, not the page: it stays right when somebody signs in anew in another tab.
export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

export async function get(url, { signal } = {}) {
  return send(url, { method: "GET", headers: { "HX-Request": "true" }, cache: "no-cache", signal });
}

export async function post(url, body, { signal, keepalive = false } = {}) {
  return send(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() }, body, signal, keepalive });
}

// Redirects are not followed: to a script, being sent to the sign-in page is the answer "signed out".
async function send(url, options) {
  const stop = AbortSignal.timeout(15_000);
  const signal = options.signal ? AbortSignal.any([options.signal, stop]) : stop;
  const response = await fetch(url, { ...options, signal, redirect: "manual", credentials: "same-origin" });
  if (response.type === "opaqueredirect" || response.status === 401) throw new SignedOut("Signed out.");
  noteServerDate(response.headers.get("Date"));
  if (!response.ok) throw new Refused(response, await response.text());
  return response;
}

export function signInUrl() {
  const next = encodeURIComponent(location.pathname + location.search);
  return `${document.body.dataset.signInUrl ?? "/"}?next=${next}`;
}

// What htmx must know of this house: the CSRF cookie, an ended session, a server that cannot be reached.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const landed = new URL(event.detail.xhr.responseURL || location.href, location.href);
  if (landed.pathname !== document.body.dataset.signInUrl) return;
  event.detail.shouldSwap = false;
  warn("You have been signed out, so this was not done.", element("a", { href: signInUrl() }, "Sign in again"));
});

document.addEventListener("htmx:responseError", (event) => warn(reasonFor(event.detail.xhr.status)));
document.addEventListener("htmx:sendError", () => warn("Baton cannot be reached, so this was not done. Try again in a moment."));
document.addEventListener("htmx:timeout", () => warn("Baton took too long to answer. Reload to see whether this was done."));

function reasonFor(status) {
  if (status === 403) return "This was refused. Reload the page: your rights or your session have changed.";
  if (status === 404) return "This no longer exists, or is no longer yours to see. Reload the page.";
  if (status === 413) return "This is too large to send. Make it smaller and try again.";
  if (status === 503) return "The database does not answer. Reload in a moment, and look whether this was done.";
  if (status === 507) return "There is no room left on the disk, so this was not saved. Tell your administrator.";
  return "Something went wrong on our side, and this was not done. Try again; if it stays, tell your administrator.";
}

function warn(words, ...more) {
  const close = element("button", { class: "close", type: "button", "aria-label": "Close this message", "data-close": ".message" }, "×");
  const text = element("div", {}, words, " ", ...more);
  document.getElementById("messages")?.append(element("div", { class: "message message-danger" }, element("span"), text, close));
  document.getElementById("messages")?.scrollIntoView({ block: "nearest" });
}
