import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Broker {
  url: string;
  /** Dies without a word. */
  dies(): Promise<void>;
  /** With what it had stored. */
  comesBack(): Promise<void>;
  /** Both. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const READY_TRIES = 600;

/** A nats-server with JetStream of this test's own. */
export async function startBroker(): Promise<Broker> {
  const binary = process.env['TEST_NATS_SERVER'] ?? 'nats-server';
  const folder = await mkdtemp(join(tmpdir(), 'tianjian-nats-'));
  const port = await freePort();
  const serve = async () => {
    const child = spawn(binary, ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder], { stdio: 'ignore' });
    await answers(port);
    return child;
  };
  let child = await serve();
  const end = async (signal: NodeJS.Signals) => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  const dies = () => end('SIGKILL');
  const comesBack = async () => void (child = await serve());
  return {
    url: `nats://127.0.0.1:${port}`,
    ...{ dies, comesBack },
    restart: () => dies().then(comesBack),
    stop: async () => {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connectTcp(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error('nats-server did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
