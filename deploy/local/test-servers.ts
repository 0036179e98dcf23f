import { rmSync } from 'node:fs';
import { migrate } from '#database/migrate.js';
import { serverAccount } from './account.js';
import { Children } from './children.js';
import { makeThrowawayFolder, sweepThrowaways } from './folder.js';
import { LOGINS, OWNERS, type Login, type Owner, type Say } from './project.js';
import { provision, provisionServer, urlOf } from './provision.js';
import { secretsIn } from './secrets.js';
import { findOrInstall, NATS } from './servers/binaries.js';
import { startPostgres, startRedis } from './servers/servers.js';

export interface TestServers {
  /** What specs find in their environment. */
  env: { TEST_POSTGRES_URL: string; TEST_REDIS_URL: string; TEST_NATS_SERVER: string };
  stop(): Promise<void>;
}

/**
 * A throw-away PostgreSQL with a migrated `template_<service>` for each service, and a Redis; specs start brokers of
 * their own. Every login's password is its name.
 */
export async function startTestServers(say: Say): Promise<TestServers> {
  const account = serverAccount();
  await sweepThrowaways(account);
  const folder = makeThrowawayFolder(account);
  const children = new Children(folder, say);
  const stop = async () => {
    await children.stopAll(() => true);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const outlives = 'nothing' as const;
    const options = { folder, account, secrets: secretsIn(folder), children, outlives, say, given: {} };
    const nats = findOrInstall(NATS, say);
    const [postgres, redis] = await Promise.all([startPostgres(options), startRedis(options)]);
    await provisionServer(postgres.url);
    await Promise.all(OWNERS.map((owner) => makeTemplate(postgres.url, owner).catch(unmigrated(owner, say))));
    return { env: { TEST_POSTGRES_URL: postgres.url, TEST_REDIS_URL: redis.url, TEST_NATS_SERVER: nats }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeTemplate(postgresUrl: string, owner: Owner): Promise<void> {
  const database = `template_${owner}`;
  const passwords = Object.fromEntries(LOGINS.map((login) => [login, `${owner}_${login}`])) as Record<Login, string>;
  await provision(postgresUrl, { owner, database, passwords });
  await migrate(owner, urlOf(postgresUrl, database, `${owner}_owner`, passwords.owner));
}

/** Only the specs of that service fail by it. */
const unmigrated = (owner: Owner, say: Say) => (error: unknown) =>
  say(`template_${owner} is NOT migrated: ${(error as Error).message}`);
