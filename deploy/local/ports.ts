import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const TRIES = 100;
// Below what kernels give to outgoing connections: one of those may take the port before its server listens; above
// 10080, the last one that browsers and fetch refuse to call.
const [LOWEST, ABOVE] = [10_081, 32_000];

// What we have given away may not be listened on yet.
const given = new Set<number>();

/** A port nobody listens on right now. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(LOWEST, ABOVE);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`No port from ${LOWEST} to ${ABOVE - 1} was free in ${TRIES} tries`);
}

/** `wanted`, or the next one nobody listens on. */
export async function freePortFrom(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + TRIES; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error(`None of the ports ${wanted} to ${wanted + TRIES - 1} is free`);
}

// Another listener may hold the port on all addresses, or on the loopback alone: both would take our callers.
async function isFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port, '127.0.0.1');
    await listenOnce(port, undefined);
    return true;
  } catch {
    return false;
  }
}

function listenOnce(port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, host }, () => server.close(() => resolve()));
  });
}
