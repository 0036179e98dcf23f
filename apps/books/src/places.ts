import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from './check.js';
import type { Places } from './check-books.js';

const LOCAL_FOLDER = '.tianjian';
const STRIPE_URL = 'https://api.stripe.com';

/** Where the books are: from the environment, else as a system wrote it down in its folder. */
export function placesFrom(env: NodeJS.ProcessEnv, folder = LOCAL_FOLDER): Places {
  const local = writtenDown(join(folder, 'books.json'));
  const missing: string[] = [];
  const setting = (name: string): string => {
    const value = env[name] ?? local[name];
    if (!value) missing.push(name);
    return value ?? '';
  };
  const urls = Object.fromEntries(
    SERVICES.map((service) => [service, setting(`BOOKS_${service.toUpperCase()}_URL`)]),
  ) as Places['urls'];
  const providerFile = setting('SANDBOX_FILE');
  if (missing.length > 0) throw new Error(`No local system runs here, and ${missing.join(', ')} are not set`);
  const key = env['STRIPE_SECRET_KEY'];
  const stripe = key ? { url: env['STRIPE_API_URL'] ?? STRIPE_URL, key } : undefined;
  return { urls, providerFile, ...(stripe ? { stripe } : {}) };
}

function writtenDown(file: string): Record<string, string> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}
