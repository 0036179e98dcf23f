import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { LogFile, readLines } from './log-file.js';

describe('A log on a disk that is full for a while', () => {
  it('loses the line that did not fit, and none before or after it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tianjian-log-'));
    const path = join(folder, 'log.jsonl');
    const { file } = await LogFile.open(path);
    await file.add({ n: 1 });
    const append = jest.spyOn(file['handle'], 'appendFile').mockImplementationOnce(async (line) => {
      await file['handle'].write((line as Buffer).subarray(0, 3));
      throw new Error('ENOSPC');
    });

    await expect(file.add({ n: 2 })).rejects.toThrow('ENOSPC');
    expect(String(await readFile(path))).toBe('{"n":1}\n{"n');
    await Promise.all([3, 4].map((n) => file.add({ n })));
    await file.close();

    expect(append).toHaveBeenCalledTimes(3);
    expect(await readLines(path)).toEqual([1, 3, 4].map((n) => ({ n })));
    await rm(folder, { recursive: true });
  });
});
