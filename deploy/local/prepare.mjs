// Runs in a bare clone: nothing but Node is there yet.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const at = (path) => join(root, path);

const NODE_MIN = [20, 19];
/** A copy of the lock we installed from last. */
const INSTALLED_LOCK = 'node_modules/.installed-lock.json';
const SOURCES = ['apps', 'libs', 'deploy', 'test'];
const SOURCE = /\.(ts|tsx|json|css|html|svg|png|webmanifest)$|^web\/build\.mjs$/;
const PAGES_BUILT = join('web', 'dist');

/** Brings dependencies and the build to the level of the sources; free when they are. */
export function prepare() {
  checkNode();
  if (!dependenciesMatchLock()) installDependencies();
  const sources = sourcesNow();
  if (sources !== readOr(at('dist/.sources'), '')) build(sources);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(`Node ${process.versions.node} is too old: Tianjian needs ${NODE_MIN.join('.')} or later (https://nodejs.org).`);
}

/** Compares contents, not times: a fresh checkout of the lock is younger than what was installed from it. */
function dependenciesMatchLock() {
  const lock = readFileSync(at('package-lock.json'), 'utf8');
  if (readOr(at(INSTALLED_LOCK), '') === lock) return true;
  const wanted = JSON.parse(lock).packages;
  const installed = JSON.parse(readOr(at('node_modules/.package-lock.json'), '{}')).packages;
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

function installDependencies() {
  console.log('Installing dependencies (npm ci); the first time takes a minute or two …');
  const npm = process.env.npm_execpath;
  run(npm ? process.execPath : 'npm', [...(npm ? [npm] : []), 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  copyFileSync(at('package-lock.json'), at(INSTALLED_LOCK));
}

// Types are checked by `npm test`; leaving it out here makes the build three times as fast.
function build(sources) {
  console.log('Building …');
  rmSync(at('dist/.sources'), { force: true });
  run(process.execPath, [
    at('node_modules/ts7/bin/tsc'),
    '-p',
    'tsconfig.json',
    '--noCheck',
    '--incremental',
    '--tsBuildInfoFile',
    'dist/.tsbuildinfo',
  ]);
  run(process.execPath, [at('apps/web/build.mjs')]);
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(at('dist/.sources'), sources);
}

/** Every source file with its size and time, as one text to compare. */
function sourcesNow() {
  const lines = ['tsconfig.json', 'package.json'].map(stampOf);
  for (const folder of SOURCES.filter((folder) => existsSync(at(folder)))) {
    for (const file of readdirSync(at(folder), { recursive: true })) {
      if (SOURCE.test(file) && !file.startsWith(PAGES_BUILT)) lines.push(stampOf(join(folder, file)));
    }
  }
  return lines.sort().join('\n');
}

function stampOf(path) {
  const { size, mtimeMs } = statSync(at(path));
  return `${path} ${size} ${mtimeMs}`;
}

function run(file, args) {
  const { status, error } = spawnSync(file, args, { cwd: root, stdio: 'inherit' });
  if (error) fail(`${file} cannot be run: ${error.message}`);
  if (status !== 0) fail(`${file} ${args.join(' ')} failed; what it says stands above.`);
}

function readOr(path, otherwise) {
  return existsSync(path) ? readFileSync(path, 'utf8') : otherwise;
}

function fail(words) {
  console.error(words);
  process.exit(1);
}
