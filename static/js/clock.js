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

// Times as people say them: the same words as config/wording.py, which writes them first.
export function lengthInWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 86_400) return two(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
  return two(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3600), "h");
}

export function sinceInWords(seconds) {
  return seconds >= 60 ? lengthInWords(seconds) : "under 1 min";
}

export function leftInWords(seconds) {
  if (seconds <= 0) return `${lengthInWords(-seconds)} overdue`;
  if (seconds >= 120) return `${lengthInWords(seconds)} left`;
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} left`;
}

function two(many, unit, few, smaller) {
  return few ? `${many} ${unit} ${few} ${smaller}` : `${many} ${unit}`;
}
