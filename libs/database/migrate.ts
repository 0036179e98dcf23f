import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

const LOCK = 7_213_001;
const TIMESTAMP_DIGITS = 13;

/** Brings a service's database to the level of the code. Safe to repeat, and when several start at once. */
export async function migrate(service: string, ownerUrl: string): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: migrationsOf(service),
    migrationsTransactionMode: 'each',
    installExtensions: false,
    poolSize: 2,
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(${LOCK})`);
    const ran = await source.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await lock.query(`SELECT pg_advisory_unlock(${LOCK})`).catch(() => {}); // The lock ends with its connection.
    await lock.release();
    await source.destroy();
  }
}

/** The names of all migrations a service's database must have, in order. */
export const migrationNames = (service: string) => migrationFiles(service).map(nameOf);

function migrationsOf(service: string) {
  return migrationFiles(service).map((file) => {
    const sql = readFileSync(file, 'utf8').replaceAll('{service}', service);
    const migration = class implements MigrationInterface {
      name = nameOf(file);

      async up(runner: QueryRunner): Promise<void> {
        await runner.query(sql);
      }

      async down(): Promise<void> {
        throw new Error('Migrations only expand: mend it with a new one');
      }
    };
    return migration;
  });
}

function migrationFiles(service: string): string[] {
  const folders = ['libs/database/migrations', `apps/${service}/src/migrations`].map((path) =>
    join(projectRoot(), path),
  );
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.sql'))
        .sort()
        .map((file) => join(folder, file)),
    );
}

/** TypeORM orders migrations by the 13 digits at the end of their names: "messaging0000000000001". */
function nameOf(file: string): string {
  const [, number, words] = /(\d+)-([\w-]+)\.sql$/.exec(file) ?? [];
  if (!number || !words) throw new Error(`${file} is not named like 0101-stock.sql`);
  return words.replaceAll('-', '_') + number.padStart(TIMESTAMP_DIGITS, '0');
}

/** SQL files are read from the source tree, also by the built code. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
