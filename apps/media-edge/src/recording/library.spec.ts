import { describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveSessionId } from '#kernel/id.js';
import { Library } from './library.js';

describe('A recording whose time is over', () => {
  it('is gone, and those beside it are not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tianjian-library-'));
    const library = new Library(folder);
    await library.prepare();
    const [over, kept] = [LiveSessionId.new(), LiveSessionId.new()];
    for (const session of [over, kept]) {
      await mkdir(library.replay(session));
      await writeFile(join(library.replay(session), 'a segment'), 'bytes');
    }

    await library.remove(over);
    await library.remove(over);

    expect([library.isSealed(over), library.isSealed(kept)]).toEqual([false, true]);
    await rm(folder, { recursive: true });
  });
});
