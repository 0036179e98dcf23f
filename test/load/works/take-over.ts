import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadFullScale, untilBooked } from '../../../deploy/local/full-scale.js';
import { OWNERS, root } from '../../../deploy/local/project.js';
import { assertBooks, type Stage } from '../stage.js';

export interface TakeOverRun {
  lines: number;
  reading: { linesPerS: number; peakMib: number };
  takingOver: { linesPerS: number; peakMib: number };
  /** From the first line until every order is out of the stock, counted, in the log. */
  bookedS: number;
}

/** P10: the full demo's two years of a former shop's export, read alone and taken over. Leaves the stage filled with it. */
export async function takeOver(stage: Stage, say: (line: string) => void): Promise<TakeOverRun> {
  const { system } = stage;
  const taken = await loadFullScale(system.loaderEnv, say);
  const began = performance.now();
  await untilBooked(system.folder, say);
  const bookedS = taken.seconds + (performance.now() - began) / 1_000;
  const reading = await readAlone(join(system.loaderEnv['DEMO_FOLDER'] ?? '', 'shop-export.csv'));
  for (const owner of OWNERS) await stage.sql(owner, 'VACUUM ANALYZE');
  if (stage.booksEachTime) await assertBooks(stage);
  return {
    lines: taken.lines,
    reading,
    takingOver: { linesPerS: taken.lines / taken.seconds, peakMib: taken.peakMib },
    bookedS,
  };
}

async function readAlone(file: string) {
  const reader = join(root, 'dist/apps/demo/src/full/read-export.js');
  const { stdout } = await promisify(execFile)(process.execPath, [reader, file]);
  const { lines, seconds, peakMib } = JSON.parse(stdout) as { lines: number; seconds: number; peakMib: number };
  return { linesPerS: lines / seconds, peakMib };
}
