import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { coreModule, openCore, type Core } from '#service/core.js';
import { serveHealth } from '#service/health.js';
import { nestLog } from '#service/log.js';
import { settings, type GatewaySettings } from './config.js';
import { makeAdapter } from './door/adapter.js';
import { Changes } from './door/changes.js';
import { RoomWire } from './room/room-wire.js';
import { GatewayModule } from './gateway.module.js';

const SWEEP_MS = 50;

export interface RunningGateway {
  core: Core;
  url: string;
  stop(): Promise<void>;
}

/** What the gateway says and hears over the broker besides rpcs. */
const voices = ({ nats }: Core) => [
  { provide: Changes, useValue: new Changes(nats) },
  { provide: RoomWire, useValue: new RoomWire(nats) },
];

/** Opens the public door in this process. */
export async function launchGateway(env: NodeJS.ProcessEnv = process.env): Promise<RunningGateway> {
  const core = await openCore('gateway', settings, env);
  const { host, port, healthPort, requestDeadlineMs, ...wanted } = core.settings as GatewaySettings;
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: class Root {},
      imports: [coreModule(core, voices(core)), GatewayModule],
    },
    makeAdapter(core.log, wanted),
    { logger: nestLog(core.log), bodyParser: false, abortOnError: false },
  );

  let open = false;
  const ready = async () => ({
    ...(open ? {} : { process: 'starting or stopping' }),
    ...(core.nats.isClosed() ? { nats: 'closed' } : {}),
  });
  const health = await serveHealth(healthPort, ready, core.observer.registry);
  await app.listen(port, host);
  open = true;

  const { port: bound } = app.getHttpServer().address() as AddressInfo;
  return {
    core,
    url: `http://127.0.0.1:${bound}`,
    stop: async () => {
      open = false;
      // The door closes when what is in hand is answered; only then may the voice to the services go. Connections
      // that clients keep for later are cut as they fall idle: waiting for them would take a minute.
      // Those that never asked for anything, as browsers open them, are not among them; they end with the patience.
      const sweep = setInterval(() => app.getHttpServer().closeIdleConnections(), SWEEP_MS);
      const patience = setTimeout(() => app.getHttpServer().closeAllConnections(), requestDeadlineMs);
      await app.close().finally(() => {
        clearInterval(sweep);
        clearTimeout(patience);
      });
      await core.close();
      await new Promise((resolve) => health.close(resolve));
    },
  };
}
