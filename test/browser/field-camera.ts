import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawScene, filming, type Filming } from '../../apps/demo/src/bot/field-scene.js';
import { FFMPEG, findProgram } from '../../deploy/local/servers/binaries.js';
import type { LiveSession } from '../journeys/answers.js';
import type { Shop } from '../journeys/shop.js';
import { sessionPath } from './world.js';

export const FFMPEG_PROGRAM = findProgram(FFMPEG.program);

export type Streamed = LiveSession & {
  stream?: { state: 'NONE' | 'ON' | 'LOST' | 'OVER'; hlsUrl: string; socketUrl: string; replayUrl: string };
};

/** Somebody in a field who streams a session with a key of their own: ffmpeg to the real ingest. */
export class FieldCamera {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tianjian-camera-'));
  private url = '';
  private running: ChildProcess | undefined;

  constructor(
    private readonly shop: Shop,
    private readonly session: { liveSessionId: string },
  ) {}

  /** A mentor has seen who it is, and the door gives a key. */
  async hasKey(): Promise<void> {
    const { shop, session } = this;
    const verification = { verificationId: randomUUID(), personId: shop.seller.personId };
    await shop.mentor.door.post(shop.path('/verifications'), verification);
    const { serverUrl, streamKey } = await shop.door.post<{ serverUrl: string; streamKey: string }>(
      sessionPath(shop, session, '/stream-keys'),
      { keyId: randomUUID(), takeOver: false, device: 'camera' },
    );
    this.url = `${serverUrl}/${streamKey}`;
  }

  async films(how: Filming = {}): Promise<void> {
    const field = join(process.cwd(), 'apps/web/buyer/public/field-still.svg');
    const args = filming(await drawScene(this.folder, field), this.url, how);
    this.running = spawn(FFMPEG_PROGRAM ?? 'ffmpeg', args, { stdio: 'ignore' });
  }

  get isFilming(): boolean {
    return this.running?.exitCode === null && this.running.signalCode === null;
  }

  /** As if the village lost its line. */
  async isCutOff(): Promise<void> {
    const { running } = this;
    if (!running || !this.isFilming) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  }

  async packsUp(): Promise<void> {
    await this.isCutOff();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
