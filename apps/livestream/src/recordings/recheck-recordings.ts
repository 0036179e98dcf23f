import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { noteTrouble, type TroubleKind } from '../streams/trouble.sql.js';
import { checkAgainSoon, takeToCheck, type ToCheck } from './kept.sql.js';
import { setIntegrity } from './recording.sql.js';

const TIMEOUT_MS = 30_000;

/**
 * Reads recordings again, each about once a month, and compares every segment with what was told of it. Through the
 * replay's own address: that is what a court or a buyer would get, wherever the bytes are kept, and it needs no second
 * way to them.
 */
@Injectable()
export class RecheckRecordings {
  constructor(private readonly db: Db) {}

  @Every('10min')
  async look(): Promise<void> {
    const recording = await this.db.single(takeToCheck);
    if (!recording) return;
    const fault = await this.check(recording).catch((error: unknown) => ({
      kind: 'UNREADABLE' as const,
      words: String(error),
    }));
    if (fault) await this.note(recording, fault);
  }

  private async check({ replayUrl, hashes }: ToCheck): Promise<{ kind: TroubleKind; words: string } | undefined> {
    const playlist = (await read(replayUrl)).toString();
    const addresses = playlist.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    if (addresses.length !== hashes.length) {
      return { kind: 'CHANGED', words: `${addresses.length} of ${hashes.length} segments` };
    }
    for (const [n, address] of addresses.entries()) {
      const bytes = await read(new URL(address, replayUrl).href);
      if (createHash('sha256').update(bytes).digest('hex') !== hashes[n])
        return { kind: 'CHANGED', words: `segment ${n}` };
    }
    return undefined;
  }

  private note(recording: ToCheck, { kind, words }: { kind: TroubleKind; words: string }): Promise<void> {
    const { recordingId } = recording;
    const at = new Date();
    const apart = at.toISOString().slice(0, 10);
    return this.db.transaction(async (tx) => {
      await noteTrouble(tx, recording, { kind, at, words: words.slice(0, 200), recordingId, apart });
      if (kind === 'CHANGED') await setIntegrity(tx, recording, 'BROKEN');
      else await checkAgainSoon(tx, recording);
    });
  }
}

async function read(url: string): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
