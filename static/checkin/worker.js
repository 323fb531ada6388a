// The app's pages and files, kept on the device. The server puts `VERSION` and `FILES` before
// this text: a new version is fetched whole, waits, and takes over when the usher says so.

const CACHE = `usher-${VERSION}`;

// A built file has its hash in its name: the page has loaded it just now, once is enough.
const fresh = (file) =>
  new Request(file, { cache: file.startsWith("/static/dist/") ? "default" : "reload" });

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map(fresh))));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("usher-") && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (FILES.includes(pathname)) event.respondWith(kept(request, pathname));
  else if (request.mode === "navigate") event.respondWith(orApp(request));
});

async function kept(request, pathname) {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname)) ?? fetch(request);
}

// Without a network every address of the door leads to the app.
async function orApp(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(CACHE);
    const app = await cache.match(FILES[request.headers.get("Accept-Language")?.startsWith("en") ? 1 : 0]);
    if (app) return app;
    throw error;
  }
}
