import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from '#testing/broker.js';
import { freePort } from '../../deploy/local/ports.js';
import { mainOf } from '../../deploy/local/services.js';
import { gatewayEnv } from '../door/gateway-alone.js';

/** A gateway that can be killed: a process of its own, always at the same address. */
export class GatewayProcess {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly healthPort: number,
    private readonly env: NodeJS.ProcessEnv,
    private readonly blobFolder: string,
  ) {}

  static async start(broker: Broker, env: NodeJS.ProcessEnv): Promise<GatewayProcess> {
    const [port, healthPort] = [await freePort(), await freePort()];
    const blobFolder = await mkdtemp(join(tmpdir(), 'tianjian-blobs-'));
    const own = { PORT: String(port), HEALTH_PORT: String(healthPort) };
    const gateway = new GatewayProcess(
      port,
      healthPort,
      { ...gatewayEnv(broker, blobFolder), ...env, ...own },
      blobFolder,
    );
    await gateway.start();
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** One of its gauges. */
  async gauge(name: string): Promise<number> {
    const metrics = await (await fetch(`http://127.0.0.1:${this.healthPort}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
  }

  /** Serves when this is done. */
  async start(): Promise<void> {
    const { NODE_OPTIONS: _, ...outer } = process.env;
    this.child = spawn(process.execPath, [mainOf('gateway')], { env: { ...outer, ...this.env }, stdio: 'ignore' });
    for (;;) {
      const alive = await fetch(`${this.url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (alive) return;
      await sleep(50);
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.blobFolder, { recursive: true, force: true });
  }
}
