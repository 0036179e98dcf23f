import { hearDate, serverNow } from '../kernel/clock.js';
import { forget, keep, kept } from '../kernel/kept.js';
import { showsLastSeen } from '../offline/last-seen.js';
import { networkProblem, Problem } from './problem.js';
import type { Person, SignedIn } from './shapes.js';

const PATIENCE_MS = 15_000;
// A token is renewed before it is refused.
const EARLY_MS = 30_000;

interface Session {
  accessToken: string;
  refreshToken: string;
  /** By the server's clock. */
  until: number;
  person: Person;
}

type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Asks the public door; signed in where somebody is. */
export async function ask<T>(verb: Verb, path: string, body?: unknown): Promise<T> {
  const token = await freshToken();
  try {
    return await send<T>(verb, path, body, token);
  } catch (error) {
    if (!token || !(error instanceof Problem) || error.code !== 'auth.required') throw error;
    // Signed out elsewhere, or the key was changed.
    return send<T>(verb, path, body, await renewed(token));
  }
}

/** A file is the body itself. */
export async function upload(file: Blob): Promise<{ blobKey: string }> {
  return send('POST', '/uploads', file, await freshToken());
}

export const query = (fields: Record<string, string | number | boolean | string[] | undefined>): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === '' || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

async function send<T>(verb: Verb, path: string, body: unknown, token: string | undefined): Promise<T> {
  const isFile = body instanceof Blob;
  const headers: Record<string, string> = {};
  if (isFile) headers['content-type'] = body.type;
  else if (body !== undefined) headers['content-type'] = 'application/json';
  if (token) headers['authorization'] = `Bearer ${token}`;
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`/api${path}`, {
      method: verb,
      headers,
      body: isFile ? body : body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(isFile ? 4 * PATIENCE_MS : PATIENCE_MS),
    });
    text = await answer.text();
  } catch {
    throw networkProblem();
  }
  hearDate(answer.headers.get('date'));
  const isKept = answer.headers.has('x-kept');
  if (isKept !== showsLastSeen.get()) showsLastSeen.set(isKept);
  return parsed<T>(answer, text);
}

function parsed<T>(answer: Response, text: string): T {
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    // Something between us and the door answered in its place.
    throw networkProblem();
  }
  if (answer.ok) return json as T;
  const { code = 'internal', title = '', ...details } = json as { code?: string; title?: string };
  throw new Problem(code, answer.status, title, details);
}

// Who is signed in on this device.

const session = () => kept<Session>('session');

export const signedInPerson = (): Person | undefined => session()?.person;

export function remember({ accessToken, refreshToken, expiresInS, person }: SignedIn): Person {
  keep('session', { accessToken, refreshToken, until: serverNow() + expiresInS * 1_000, person } satisfies Session);
  return person;
}

export async function signOut(): Promise<void> {
  const refreshToken = session()?.refreshToken;
  forget('session');
  if (refreshToken) await send('POST', '/auth/sign-out', { refreshToken }, undefined).catch(() => undefined);
}

/** For whoever opens a line of their own. */
export const accessToken = (): Promise<string | undefined> => freshToken().catch(() => undefined);

async function freshToken(): Promise<string | undefined> {
  const current = session();
  if (!current) return undefined;
  return current.until - EARLY_MS > serverNow() ? current.accessToken : renewed(current.accessToken);
}

let renewing: Promise<string | undefined> | undefined;

/** One at a time, also among the windows of a device: a refresh token that is used twice ends the session. */
function renewed(stale: string): Promise<string | undefined> {
  renewing ??= inTurn(() => renew(stale)).finally(() => (renewing = undefined));
  return renewing;
}

// Locks are there only where the page came over https or from this machine.
const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? navigator.locks.request('tianjian.session', work) : work();

async function renew(stale: string): Promise<string | undefined> {
  const current = session();
  // Another window has renewed it, or signed out, while this one waited for its turn.
  if (!current || current.accessToken !== stale) return current?.accessToken;
  try {
    const answer = await send<SignedIn>('POST', '/auth/refresh', { refreshToken: current.refreshToken }, undefined);
    remember(answer);
    return answer.accessToken;
  } catch (error) {
    if (!(error instanceof Problem) || !error.isFinal) throw error;
    forget('session');
    return undefined;
  }
}
