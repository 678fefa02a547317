// Lets the report form open without a network. It keeps one form and one page, the same for everybody, and the files
// they are made of; what anybody reads or sends passes it by untouched.
const KEPT = {{ kept|safe }};
const CACHE = `bihuan-${KEPT.release}`;
const PATIENCE = 8000; // milliseconds for a network that is there in name only
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => {
  const wanted = [KEPT.form, KEPT.away, ...KEPT.files].map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const former = (names) => names.filter((name) => name.startsWith("bihuan-") && name !== CACHE);
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(former(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const kept = (url) => caches.match(url, { cacheName: CACHE, ignoreVary: true });

async function page(request, url) {
  const isReport = url.pathname === KEPT.report;
  try {
    if (!isReport) return await fetch(request);
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    const answer = await fetch(request, { signal: patience.signal });
    clearTimeout(timer);
    return answer;
  } catch {
    return (await kept(isReport ? KEPT.form : KEPT.away)) || Response.error();
  }
}

async function file(request, url) {
  const known = await kept(url.pathname);
  if (known && NAMED_BY_CONTENT.test(url.pathname)) return known;
  try {
    return await fetch(request);
  } catch {
    return known || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (KEPT.files.includes(url.pathname)) event.respondWith(file(request, url));
});
