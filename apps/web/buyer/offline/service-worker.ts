// The shell and the last catalogue, for when there is no network. Nothing is ever sent from here: what a person
// ordered goes out from a page that they see.

/// <reference lib="webworker" />

declare const SHELL: string[];
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELF = `shell-${VERSION}`;
const ANSWERS = 'answers';
const PICTURES = 'pictures';
const ANSWERS_MAX = 120;
const PICTURES_MAX = 200;

// What anybody may see, and nothing of a person's.
const CATALOGUE = /^\/api\/((products|categories|skus|shops)(\/|\?|$)|live-sessions(\/[^/?]+)?(\?|$))/;
const PUBLIC_PICTURE = /^\/api\/blobs\/[^?]+$/;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(SHELF)
      .then((shelf) => shelf.addAll(SHELL))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith('shell-') && name !== SHELF).map((name) => caches.delete(name)),
        ),
      )
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin) return;
  const path = address.pathname + address.search;
  if (request.mode === 'navigate' && !path.startsWith('/api/')) event.respondWith(page(request));
  else if (SHELL.includes(address.pathname)) event.respondWith(shelved(request));
  else if (PUBLIC_PICTURE.test(path)) event.respondWith(keptFor(request, PICTURES, PICTURES_MAX));
  else if (CATALOGUE.test(path)) event.respondWith(newestOrLast(request));
});

/** The page as the server has it now; without a network the shell that is kept. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match('/')) ?? Response.error();
  }
}

async function shelved(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** A public picture never changes under its name. */
async function keptFor(request: Request, name: string, most: number): Promise<Response> {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await put(name, request, answer.clone(), most);
  return answer;
}

/** The answer of now; without a network the last one, marked as such. */
async function newestOrLast(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.ok) await put(ANSWERS, request, answer.clone(), ANSWERS_MAX);
    return answer;
  } catch (error) {
    const last = await caches.match(request);
    if (!last) throw error;
    const headers = new Headers(last.headers);
    headers.delete('date'); // It is no longer what time it is.
    headers.set('x-kept', '1');
    return new Response(await last.blob(), { status: last.status, headers });
  }
}

async function put(name: string, request: Request, answer: Response, most: number): Promise<void> {
  const shelf = await caches.open(name);
  await shelf.put(request.url, answer);
  const keys = await shelf.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => shelf.delete(key)));
}
