// Small things several modules need.

// Tells every module that part of the page is new; they look through `root` again.
export function announceFresh(root) {
  document.dispatchEvent(new CustomEvent("baton:fresh", { detail: { root } }));
}

// Runs now for the whole page, and again for every part that htmx or a live list puts in.
export function onFresh(handle) {
  handle(document);
  document.addEventListener("baton:fresh", (event) => handle(event.detail.root));
  // htmx, when it starts, says so of the whole page too: every button would be listened to twice.
  document.addEventListener("htmx:load", (event) => event.detail.elt !== document.body && handle(event.detail.elt));
}

// A root may itself be what is looked for.
export function within(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  return root instanceof Element && root.matches(selector) ? [root, ...found] : found;
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// The sprite's address has its content's hash in it, so it is read off an icon that the server wrote.
export function icon(name) {
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  const holder = document.createElement("template");
  holder.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite}#${name}"></use></svg>`;
  return holder.content.firstElementChild;
}

// Says something to those who listen to the page; waits a moment so that several words become one sentence.
const toSay = [];
export function say(words) {
  toSay.push(words);
  if (toSay.length > 1) return;
  setTimeout(() => {
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = toSay.join(" ");
    toSay.length = 0;
  }, 150);
}

export function stored(name) {
  try {
    return localStorage.getItem(`baton.${name}`);
  } catch {
    return null; // Storage is switched off in this browser: every preference is at its default.
  }
}

// Returns whether it was kept, so that a switch can say when it will not be remembered.
export function store(name, value) {
  try {
    localStorage.setItem(`baton.${name}`, value);
    return true;
  } catch {
    return false;
  }
}

export function counted(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

// The count before the page's title, for those who look at the tab only: what is overdue here, else what is unread.
const plain = document.title;
const counts = new Map();

export function countInTitle(what, count) {
  counts.set(what, count);
  const overdue = counts.get("overdue") ?? 0;
  const shown = overdue ? `${overdue} overdue` : counts.get("unread") || "";
  document.title = shown ? `(${shown}) ${plain}` : plain;
}
