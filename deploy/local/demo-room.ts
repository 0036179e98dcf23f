import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.js';
import type { System } from './system.js';

const BOT = join(root, 'dist', 'apps', 'demo', 'src', 'bot', 'main.js');
const FIELD = join(root, 'apps', 'web', 'buyer', 'public', 'field-still.svg');

export interface DemoRoom {
  stop(): void;
}

/** A host, a camera and viewers of the demo, so that the first page a newcomer opens lives. */
export function playDemoRoom({ folder, operatorEnv }: System): DemoRoom {
  if (!existsSync(BOT)) return { stop: () => {} };
  const camera = join(folder, 'camera');
  mkdirSync(camera, { recursive: true, mode: 0o700 });
  const log = openSync(join(folder, 'log', 'demo-room.log'), 'a', 0o600);
  const bot = spawn(process.execPath, ['--enable-source-maps', BOT], {
    env: { ...operatorEnv, CAMERA_FOLDER: camera, CAMERA_FIELD: FIELD },
    stdio: ['ignore', log, log],
  });
  bot.on('error', () => {}); // The system runs without it.
  return { stop: () => bot.kill('SIGTERM') };
}

/** The address of a room that is on air, for whoever just started it all. */
export async function roomOnAir(url: string): Promise<string | undefined> {
  for (const status of ['LIVE', 'INTERRUPTED']) {
    const answer = await fetch(`${url}/api/live-sessions?status=${status}`).catch(() => undefined);
    if (!answer?.ok) continue;
    const { sessions } = (await answer.json()) as { sessions: { liveSessionId: string }[] };
    if (sessions[0]) return `${url}/rooms/${sessions[0].liveSessionId}`;
  }
  return undefined;
}
