import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { NestFactory } from '@nestjs/core';
import { Transport, type MicroserviceOptions } from '@nestjs/microservices';
import type { Server } from 'node:http';
import { coreModule, Loops, natsOptions, openCore, type Core } from './core.js';
import { Durables } from './durables.js';
import { serveHealth, type Readiness } from './health.js';
import { nestLog } from './log.js';
import { integer, milliseconds, read, text, type Setting } from './settings.js';
import { Storage } from './storage.js';
import { startTraces } from './traces.js';
import type { Entity } from '#database/source.js';
import { coalesceWrites } from '#messaging/coalesce.js';
import { readySubject } from '#messaging/subjects.js';

export interface RunningService {
  core: Core;
  storage: Storage;
  stop(): Promise<void>;
}

interface Parts {
  settings?: Record<string, Setting<unknown>>;
  /** TypeORM entities of plain rows. */
  entities?: Entity[];
  env?: NodeJS.ProcessEnv;
}

const processSettings = {
  databaseUrl: text('DATABASE_URL'),
  databaseWorkUrl: text('DATABASE_WORK_URL'),
  healthPort: integer('HEALTH_PORT', { min: 0, max: 65_535 }),
  /** What runs once a minute or once an hour runs at least this often: for tests, which do not wait so long. */
  pauseMax: milliseconds('PAUSE_MAX', { default: '24h' }),
};

// Requests in hand get this long to finish when the process is told to stop.
const GRACE_MS = 300;
const PATIENCE_MS = 5_000;

/** Runs a service until SIGTERM or SIGINT: for `main.ts`. */
export async function start(
  name: string,
  module: Type,
  settings: Record<string, Setting<unknown>> = {},
  entities: Entity[] = [],
) {
  const stopTraces = await startTraces(name, process.env);
  const service = await launch(name, module, { settings, entities });
  service.core.log.info('ready');
  untilToldToStop(service.core, async () => {
    await service.stop();
    await stopTraces();
  });
}

/** SIGTERM and SIGINT stop once; an error nobody caught ends the process, for its supervisor to start anew. */
export function untilToldToStop({ log }: Pick<Core, 'log'>, stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  const once = (signal: string) => {
    log.info({ signal }, 'stopping');
    stopping ??= stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', once);
  process.on('SIGINT', once);
}

/** Opens a service in this process: database, broker, rpcs, consumers, loops, health. */
export async function launch(
  name: string,
  module: Type,
  { settings = {}, entities = [], env = process.env }: Parts = {},
): Promise<RunningService> {
  const { databaseUrl, databaseWorkUrl, healthPort, pauseMax } = read(processSettings, env);
  const core = await openCore(name, settings, env);
  const storage = new Storage(core, { appUrl: databaseUrl, workUrl: databaseWorkUrl, entities });

  let serving = false;
  const ready: Readiness = async () => ({
    ...(serving ? {} : { process: 'starting or stopping' }),
    ...(core.nats.isClosed() ? { nats: 'closed' } : {}),
    ...(await storage.missing()),
  });
  const health: Server = await serveHealth(healthPort, ready, core.observer.registry);
  await storage.open();

  const app = await NestFactory.createMicroservice<MicroserviceOptions>(
    { module: class Root {}, imports: [coreModule(core, storage.providers), module] },
    {
      logger: nestLog(core.log),
      transport: Transport.NATS,
      options: { ...natsOptions(name, env), queue: name, gracefulShutdown: true, gracePeriod: GRACE_MS },
    },
  );
  await app.listen();
  coalesceWrites(app.unwrap<NatsConnection>());
  const durables = new Durables(app, core, storage);
  durables.start();
  const loops = new Loops(core.observer, pauseMax);
  loops.startAll(app);
  storage.startHousekeeping(loops);
  core.nats.subscribe(readySubject(name), {
    queue: name,
    callback: (_, message) =>
      void ready().then((missing) => message.respond(JSON.stringify({ response: missing, isDisposed: true }))),
  });
  serving = true;

  return {
    core,
    storage,
    stop: async () => {
      serving = false;
      await Promise.all([durables.stop(), loops.stop()]);
      await core.observer.idle(PATIENCE_MS);
      await app.close();
      await storage.close();
      await core.close();
      await new Promise((resolve) => health.close(resolve));
    },
  };
}
