// The one way out to the server: adds the CSRF token, tells apart "signed out", "refused" and "no connection".
import { noteServerDate } from "./clock.js";

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
