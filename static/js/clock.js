// The server's time. Client clocks are wrong, so every page brings the server's, and answers correct it.

let offset = pageOffset();

export function serverNow() {
  return Date.now() + offset;
}

// The header is cut to whole seconds, so only a real difference counts: a clock that was set, a laptop that slept.
export function noteServerDate(header) {
  const measured = Date.parse(header ?? "") - Date.now();
  if (Math.abs(measured - offset) > 2500) offset = measured;
}

function pageOffset() {
  const rendered = Date.parse(document.querySelector('meta[name="server-time"]')?.content ?? "");
  if (Number.isNaN(rendered)) return 0;
  const [navigation] = performance.getEntriesByType("navigation");
  return rendered - (performance.timeOrigin + (navigation?.responseStart ?? performance.now()));
}
