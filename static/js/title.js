// The count before the page's title, for those who look at the tab only: what is overdue here, else what is unread.
const plain = document.title;
const counts = new Map();

export function countInTitle(what, count) {
  counts.set(what, count);
  const overdue = counts.get("overdue") ?? 0;
  const shown = overdue ? `${overdue} overdue` : counts.get("unread") || "";
  document.title = shown ? `(${shown}) ${plain}` : plain;
}
