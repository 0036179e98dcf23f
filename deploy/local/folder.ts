import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, type Account } from './account.js';
import { root } from './project.js';
import { isAlive, readRunFile, stopLeftovers } from './run-file.js';

const THROWAWAY = /^tianjian-throwaway-(\d+)-/;

/** Everything the local system keeps: data, secrets, logs. */
export const localFolder = join(root, '.tianjian');

/**
 * Makes `.tianjian`. Where the servers' account cannot reach the checkout (root's home, say), it is a link to a folder
 * in the system's temporary place.
 */
export function prepareLocalFolder(account: Account | undefined): string {
  if (isDangling(localFolder)) rmSync(localFolder); // The temporary place was emptied.
  if (!existsSync(localFolder)) {
    if (canReach(root, account)) mkdirSync(localFolder);
    else symlinkSync(openToOthers(mkdtempSync(join(temporaryPlace(account), 'tianjian-'))), localFolder);
  }
  const folder = realpathSync(localFolder);
  const { uid } = statSync(folder);
  if (process.getuid && uid !== process.getuid()) {
    throw new Error(`${localFolder} belongs to another user (${uid}): start as that user, or remove it`);
  }
  return openToOthers(folder);
}

/** A folder for a set that lives as long as this process. Its name says whose it is. */
export function makeThrowawayFolder(account: Account | undefined): string {
  return openToOthers(mkdtempSync(join(temporaryPlace(account), `tianjian-throwaway-${process.pid}-`)));
}

/** Stops and removes what throw-away sets left behind whose process was killed. */
export async function sweepThrowaways(account: Account | undefined): Promise<void> {
  const place = temporaryPlace(account);
  for (const name of readdirSync(place)) {
    const [, pid] = THROWAWAY.exec(name) ?? [];
    const folder = join(place, name);
    // Somebody else may be sweeping it right now.
    const uid = statSync(folder, { throwIfNoEntry: false })?.uid;
    if (!pid || isAlive(Number(pid)) || uid !== process.getuid?.()) continue;
    await stopLeftovers(readRunFile(folder));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder in `folder` that a server's account owns. */
export function serverFolder(folder: string, name: string, account: Account | undefined): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
  return path;
}

function temporaryPlace(account: Account | undefined): string {
  return canReach(tmpdir(), account) ? realpathSync(tmpdir()) : '/tmp';
}

// Others may pass through to what is theirs, and see nothing.
function openToOthers(folder: string): string {
  chmodSync(folder, 0o711);
  return folder;
}

const isDangling = (path: string) =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(path);
