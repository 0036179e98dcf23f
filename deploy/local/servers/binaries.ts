import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Say } from '../project.js';

/** A program, and how a person gets it where we cannot. */
export interface Wanted {
  title: string;
  program: string;
  /** With what else it needs, by spaces. */
  debianPackage: string;
  brewPackage: string;
  /** What to set, and to what, where it is there already. */
  variable: string;
}

export const NATS: Wanted = {
  title: 'NATS',
  program: 'nats-server',
  debianPackage: 'nats-server',
  brewPackage: 'nats-server',
  variable: 'NATS_URL to a server that is running',
};
export const REDIS: Wanted = {
  title: 'Redis',
  program: 'redis-server',
  debianPackage: 'redis-server',
  brewPackage: 'redis',
  variable: 'REDIS_URL to a server that is running',
};
export const POSTGRES: Wanted = {
  title: 'PostgreSQL',
  program: 'postgres',
  debianPackage: 'postgresql',
  brewPackage: 'postgresql@17',
  variable: 'POSTGRES_URL to a server that is running',
};
/** For the specs that walk through the pages; with a font that knows Chinese. */
export const CHROMIUM: Wanted = {
  title: 'Chromium',
  program: 'chromium',
  debianPackage: 'chromium fonts-wqy-microhei',
  brewPackage: '--cask chromium',
  variable: 'TEST_CHROMIUM to its program',
};

/** For streams. Without it every room shows the drawn field, and everything else works. */
export const FFMPEG: Wanted = {
  title: 'ffmpeg',
  program: 'ffmpeg',
  debianPackage: 'ffmpeg',
  brewPackage: 'ffmpeg',
  variable: 'FFMPEG to its program',
};

// An ordinary user's PATH on Debian lacks the places where its servers are.
const USUAL_PLACES = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin'];

/** Folders in which a program may be, best first. */
export const places = () => [...new Set([...(process.env['PATH'] ?? '').split(delimiter), ...USUAL_PLACES])];

/** Debian keeps each PostgreSQL in a folder of its own, off the PATH; the newest first. */
export function debianPostgresPlaces(): string[] {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).sort((one, other) => Number(other) - Number(one));
  return versions.map((version) => join(folder, version, 'bin'));
}

export function findProgram(program: string): string | undefined {
  return places()
    .filter((place) => place !== '')
    .map((place) => join(place, program))
    .find(isProgram);
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program, installed first where we may. */
export function findOrInstall(wanted: Wanted, say: Say, find = () => findProgram(wanted.program)): string {
  const found = find() ?? (install(wanted, say) ? find() : undefined);
  if (!found) throw new Error(howToInstall(wanted));
  return found;
}

/** The same without holding anything up; undefined where we may not, and what to do was said in a line. */
export async function findOrInstallAside(wanted: Wanted, say: Say): Promise<string | undefined> {
  const found = findProgram(wanted.program);
  if (found) return found;
  if (mayInstall()) {
    say(`${wanted.title} is missing: apt-get install ${wanted.debianPackage}, meanwhile`);
    for (const step of stepsOf(wanted)) {
      const child = spawn('apt-get', step, { stdio: 'ignore', env: aptEnv() });
      await new Promise((resolve) => child.once('error', resolve).once('exit', resolve));
      const installed = findProgram(wanted.program);
      if (installed) return installed;
    }
  }
  const { title, debianPackage, brewPackage } = wanted;
  say(`${title} is missing, so nothing is streamed: apt-get install ${debianPackage}, or brew install ${brewPackage}`);
  return undefined;
}

/** Debian's package, as root. Its own service is not started: we run ours on a free port. */
function install(wanted: Wanted, say: Say): boolean {
  if (!mayInstall()) return false;
  say(`${wanted.title} is missing: apt-get install ${wanted.debianPackage}`);
  const apt = (args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', env: aptEnv() }).status === 0;
  const [installNow, update] = stepsOf(wanted);
  return apt(installNow) || (apt(update) && apt(installNow));
}

const mayInstall = () => process.getuid?.() === 0 && findProgram('apt-get') !== undefined;

const aptEnv = () => ({ ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' });

/** The second time with what the distribution has by now. */
function stepsOf({ debianPackage }: Wanted): [string[], string[], string[]] {
  const now = ['-qq', 'install', '-y', '--no-install-recommends', ...debianPackage.split(' ')];
  return [now, ['-qq', 'update'], now];
}

const howToInstall = ({ title, program, debianPackage, brewPackage, variable }: Wanted) =>
  [
    `${title} (${program}) is missing. Bring it with one of`,
    `  sudo apt-get install ${debianPackage}    (Debian, Ubuntu)`,
    `  brew install ${brewPackage}    (macOS)`,
    `or set ${variable}, and start again.`,
  ].join('\n');
