import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { localFolder } from './folder.js';
import { loadFullScale, untilBooked } from './full-scale.js';
import { root } from './project.js';
import { mainOf } from './services.js';
import { AlreadyRunning, startSystem, type System } from './system.js';

const began = Date.now();
const say = (line: string) => console.log(`  ${line}`);
const stopping = new AbortController();
let system: System | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(1));

console.log('The demo at full scale: two years of one company');
try {
  system = await startSystem({ demo: true, say, signal: stopping.signal });
  await loadFullScale(system.loaderEnv, say);
  await untilBooked(localFolder, say);
  console.log(`Loaded and booked after ${((Date.now() - began) / 1_000).toFixed(0)} s; now the books are compared`);
  const code = await booksAreChecked();
  console.log(`After ${((Date.now() - began) / 1_000).toFixed(0)} s everything is done. npm start shows it.`);
  await end(code);
} catch (error) {
  if (!stopping.signal.aborted) {
    const running = error instanceof AlreadyRunning;
    console.error(running ? `Tianjian is ${error.message}: stop it first.` : (error as Error).message);
    await end(1);
  }
}

async function booksAreChecked(): Promise<number> {
  const books = spawn(process.execPath, ['--enable-source-maps', mainOf('books'), '--settle', '60s'], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = await once(books, 'exit');
  return Number(code ?? 1);
}

/** Once, however often it is asked for. */
async function end(code: number): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  await system?.stop();
  process.exit(code);
}
