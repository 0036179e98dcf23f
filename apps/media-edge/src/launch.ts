import 'reflect-metadata';
import { blobsOf } from '#blobs/blobs.module.js';
import { openCore, openObserver, type Core } from '#service/core.js';
import { serveHealth } from '#service/health.js';
import type { Log } from '#service/log.js';
import { read } from '#service/settings.js';
import { settings } from './config.js';
import { Edge } from './edge.js';

export interface RunningEdge {
  log: Log;
  edge: Edge;
  publishPort: number;
  httpPort: number;
  stop(): Promise<void>;
}

/** Opens an edge in this process. It does not wait for the broker: without, it shows what it has and lets nobody in. */
export async function launchEdge(env: NodeJS.ProcessEnv = process.env): Promise<RunningEdge> {
  const wanted = read(settings, env);
  const observer = openObserver('media', env);
  const stores = wanted.blobFolder !== '' || wanted.blobS3Bucket !== '';
  const edge = new Edge(wanted, observer, stores ? await blobsOf(wanted) : undefined);
  const health = await serveHealth(wanted.healthPort, () => edge.missing(), observer.registry);
  await edge.open();

  let stopped = false;
  let core: Core | undefined;
  const connecting = openCore('media', {}, env, observer).then(async (opened) => {
    core = opened;
    if (!stopped) await edge.connect(opened);
  });
  connecting.catch((error: unknown) => {
    observer.log.fatal({ err: error }, 'the broker does not know us');
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  });

  return {
    log: observer.log,
    edge,
    publishPort: edge.publishPort,
    httpPort: edge.httpPort,
    stop: async () => {
      stopped = true;
      await edge.stop();
      await core?.close();
      await new Promise((resolve) => health.close(resolve));
    },
  };
}
