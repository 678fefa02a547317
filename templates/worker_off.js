// Reports without a network are switched off: forget what was kept, and go.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("bihuan-")).map((name) => caches.delete(name))))
      .then(() => self.registration.unregister()),
  );
});
