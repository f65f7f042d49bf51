// Shows alerts beyond the page, and answers clicks on them. It keeps nothing, and stands in the way of no request.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(answer(event.action, event.notification.data));
});

// A page that is open acknowledges in its reader's name. Where none is, the ticket opens, with its button.
async function answer(action, { url, acknowledge }) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = windows.find((each) => each.focused) ?? windows[0];
  if (!page) return self.clients.openWindow(url);
  await page.focus().catch(() => null); // Where that is not allowed, what was asked for is done all the same.
  if (action === "acknowledge" && acknowledge) return page.postMessage({ acknowledge, url });
  return page.navigate(url).catch(() => self.clients.openWindow(url));
}
