import { createServer } from 'node:net';

const TRIES = 100;

/** A port nobody listens on right now. */
export const freePort = () => listenOnce(0, '127.0.0.1');

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

function listenOnce(port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, host }, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : port));
    });
  });
}
