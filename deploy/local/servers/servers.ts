import type { Account } from '../account.js';
import type { Children } from '../children.js';
import type { Say } from '../project.js';
import type { Secrets } from '../secrets.js';
import type { Supervised } from '../supervised.js';
import { prepareNats } from './nats.js';
import { preparePostgres, type Outlives, type Prepared } from './postgres.js';
import { prepareRedis } from './redis.js';

/** A server the system stands on. */
export interface ServerOf {
  url: string;
  /** Absent where somebody else runs it. */
  process?: Supervised;
}

interface Options {
  folder: string;
  account: Account | undefined;
  secrets: Secrets;
  children: Children;
  outlives: Outlives;
  say: Say;
  /** What may name servers that are running already. */
  given: { POSTGRES_URL?: string; NATS_URL?: string; REDIS_URL?: string };
}

/** PostgreSQL, NATS and Redis; what stands in the way of any of them is told at once. */
export async function startServers(options: Options): Promise<[ServerOf, ServerOf, ServerOf]> {
  const starts = [startPostgres(options), startNats(options), startRedis(options)] as const;
  const failed = (await Promise.allSettled(starts)).flatMap((start) =>
    start.status === 'rejected' ? start.reason : [],
  );
  if (failed.length > 0) throw new Error(failed.map((error: Error) => error.message).join('\n\n'));
  return Promise.all(starts);
}

export const startPostgres = (options: Options) =>
  startOr(options.given.POSTGRES_URL, 'PostgreSQL', options, () =>
    preparePostgres({ ...options, password: options.secrets.postgres }),
  );

const startNats = (options: Options) =>
  startOr(options.given.NATS_URL, 'NATS', options, () =>
    prepareNats({ ...options, passwords: options.secrets.broker }),
  );

export const startRedis = (options: Options) =>
  startOr(options.given.REDIS_URL, 'Redis', options, () =>
    prepareRedis({ ...options, password: options.secrets.redis }),
  );

async function startOr(
  given: string | undefined,
  title: string,
  { children, say }: Options,
  prepare: () => Promise<Prepared>,
): Promise<ServerOf> {
  if (given) {
    say(`${title} as given, ${new URL(given).host}`);
    return { url: given };
  }
  const prepared = await prepare();
  const process = await children.start(prepared.launch);
  say(prepared.title);
  return { url: prepared.url, process };
}
