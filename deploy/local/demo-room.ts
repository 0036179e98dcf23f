import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.js';
import type { System } from './system.js';

const BOT = join(root, 'dist', 'apps', 'demo', 'src', 'bot', 'main.js');

export interface DemoRoom {
  stop(): void;
}

/** A host and viewers of the demo, so that the first page a newcomer opens lives. */
export function playDemoRoom({ folder, operatorEnv }: System): DemoRoom {
  if (!existsSync(BOT)) return { stop: () => {} };
  const log = openSync(join(folder, 'log', 'demo-room.log'), 'a', 0o600);
  const bot = spawn(process.execPath, ['--enable-source-maps', BOT], {
    env: operatorEnv,
    stdio: ['ignore', log, log],
  });
  bot.on('error', () => {}); // The system runs without it.
  return { stop: () => bot.kill('SIGTERM') };
}

/** The address of a room that is on air, for whoever just started it all. */
export async function roomOnAir(url: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/api/live-sessions?status=LIVE`).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const { sessions } = (await answer.json()) as { sessions: { liveSessionId: string }[] };
  return sessions[0] && `${url}/rooms/${sessions[0].liveSessionId}`;
}
