import { createServer, type IncomingMessage, type Server } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import type { Book } from './book.js';
import { answer, type Call, type Mood } from './calls.js';
import type { Journal } from './journal.js';

const BODY_MAX = 1_048_576;
const CALLS_MAX = 500;
// Longer than its caller keeps an idle connection, so that it is never closed under a request.
const KEEP_ALIVE_MS = 65_000;

interface Parts {
  book: Book;
  journal: Journal;
  mood: Mood;
  secret: string;
  /** Called when there may be something to tell. */
  told(): void;
  /** Called when what was answered can no longer be kept: the process must end. */
  broken(error: unknown): void;
}

/** `POST /v1/calls`. */
export function serve({ book, journal, mood, secret, told, broken }: Parts): Server {
  const bearer = Buffer.from(`Bearer ${secret}`);

  const takeCalls = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== bearer.length || !timingSafeEqual(given, bearer)) return [401, { error: 'unauthorized' }];
    const calls = callsIn(await bodyOf(request));
    if (!calls) return [400, { error: `calls: 1 to ${CALLS_MAX} objects` }];

    const answers = JSON.stringify({ answers: calls.map((call) => answer(book, call, mood)) });
    // Also for what was only read: nothing is told that a crash could make untrue.
    await journal.synced().catch(broken);
    told();
    return [200, answers];
  };

  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const reply = ([status, body]: [number, unknown]) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    if (request.method === 'POST' && request.url === '/v1/calls') {
      takeCalls(request).then(reply, () => reply([400, { error: 'unreadable' }]));
    } else {
      reply([404, { error: 'not found' }]);
    }
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function callsIn(body: string): Call[] | undefined {
  const { calls } = JSON.parse(body) as { calls?: unknown };
  const fits = Array.isArray(calls) && calls.length >= 1 && calls.length <= CALLS_MAX;
  return fits && calls.every((call) => call !== null && typeof call === 'object') ? calls : undefined;
}
