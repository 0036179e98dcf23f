import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout: where package.json lies, seen from the sources and from the build alike. */
export const root = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** The services with a database of their own. */
export const OWNERS = ['identity', 'catalog', 'orders', 'livestream', 'attribution'] as const;
export type Owner = (typeof OWNERS)[number];

/** Every process of the system; the public door comes last, when what stands behind it is there. */
export const PROCESSES = [...OWNERS, 'sandbox', 'media-edge', 'gateway'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** By which name a process calls, answers and is known to the broker: its service's. */
export const serviceOf = (process: ProcessName): string => (process === 'media-edge' ? 'media' : process);

/** The logins a service's database knows. */
export const LOGINS = ['owner', 'app', 'work', 'books'] as const;
export type Login = (typeof LOGINS)[number];

/** Where something shows its progress: one line each. */
export type Say = (line: string) => void;
