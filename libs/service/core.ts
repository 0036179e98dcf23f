import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Global, Logger, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ClientProxyFactory, Transport, type ClientProxy } from '@nestjs/microservices';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallerSigner, CallerVerifier } from '#messaging/caller.js';
import { coalesceWrites } from '#messaging/coalesce.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Watch } from '#messaging/watch.js';
import { makeLog, nestLog, type Log } from './log.js';
import { Observer } from './observer.js';
import { EVERY } from './every.js';
import { read, SETTINGS, secret, text, url, type Setting } from './settings.js';

export const coreSettings = {
  natsUrl: url('NATS_URL'),
  natsUser: text('NATS_USER', { default: '' }),
  natsPassword: text('NATS_PASSWORD', { default: '' }),
  callerPrivateKey: secret('CALLER_PRIVATE_KEY'),
  callerPublicKeys: secret('CALLER_PUBLIC_KEYS'),
  logLevel: text('LOG_LEVEL', { default: 'info' }),
};

/** Injects the process's connection to the broker, for what neither an rpc nor an event is. */
export const NATS = Symbol('nats');

/** What every process of ours stands on: its log, its broker, its voice towards other services. */
export interface Core {
  name: string;
  log: Log;
  observer: Observer;
  nats: NatsConnection;
  rpc: RpcClient;
  signer: CallerSigner;
  verifier: CallerVerifier;
  settings: Record<string, unknown>;
  close(): Promise<void>;
}

/** A process's log and figures, for one that must watch itself before the broker is there. */
export const openObserver = (name: string, env: NodeJS.ProcessEnv) =>
  new Observer(makeLog(name, read(coreSettings, env).logLevel));

export async function openCore(
  name: string,
  wanted: Record<string, Setting<unknown>>,
  env: NodeJS.ProcessEnv,
  observer = openObserver(name, env),
): Promise<Core> {
  const base = read(coreSettings, env);
  const settings = read(wanted, env);
  const { log } = observer;
  Logger.overrideLogger(nestLog(log));
  const signer = new CallerSigner(name, base.callerPrivateKey);
  const verifier = new CallerVerifier(JSON.parse(base.callerPublicKeys));
  const nats = await connect(natsOptions(name, env));
  const client: ClientProxy = ClientProxyFactory.create({ transport: Transport.NATS, options: natsOptions(name, env) });
  await client.connect();
  for (const connection of [nats, client.unwrap<NatsConnection>()]) coalesceWrites(connection);
  return {
    name,
    log,
    observer,
    nats,
    rpc: new RpcClient(client, signer),
    signer,
    verifier,
    settings,
    close: async () => {
      await client.close();
      await nats.close();
    },
  };
}

/** How a process speaks to the broker: under its own name, for ever trying to come back. */
export function natsOptions(name: string, env: NodeJS.ProcessEnv) {
  const { natsUrl, natsUser, natsPassword } = read(coreSettings, env);
  return {
    servers: [natsUrl],
    ...(natsUser ? { user: natsUser, pass: natsPassword } : {}),
    name,
    inboxPrefix: `_INBOX.${name}`,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    waitOnFirstConnect: true,
    // An error object with its stack for every request, in case it fails, was 4 % of a service's CPU.
    noAsyncTraces: true,
  };
}

@Global()
@Module({})
class CoreModule {}

/** The core and whatever else the process has, injectable everywhere. */
export const coreModule = (core: Core, extra: { provide: unknown; useValue: unknown }[]): DynamicModule => {
  const providers = [
    { provide: SETTINGS, useValue: core.settings },
    { provide: NATS, useValue: core.nats },
    { provide: RpcClient, useValue: core.rpc },
    { provide: CallerSigner, useValue: core.signer },
    { provide: CallerVerifier, useValue: core.verifier },
    { provide: Watch, useValue: core.observer },
    { provide: Observer, useValue: core.observer },
    ...(extra as { provide: symbol; useValue: unknown }[]),
  ];
  return { module: CoreModule, providers, exports: providers.map(({ provide }) => provide) };
};

/** Every method of the application that carries this metadata, bound to its instance. */
export function methodsWith<Value, Method>(app: INestApplicationContext, key: string) {
  const found: { value: Value; call: Method; name: string }[] = [];
  const seen = new Set<object>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { instance } of [...module.controllers.values(), ...module.providers.values()]) {
      if (instance === null || typeof instance !== 'object' || seen.has(instance)) continue;
      seen.add(instance);
      const prototype = Object.getPrototypeOf(instance) ?? {};
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const method = Object.getOwnPropertyDescriptor(prototype, name)?.value;
        const value = typeof method === 'function' ? Reflect.getMetadata(key, method) : undefined;
        if (value !== undefined)
          found.push({ value, call: method.bind(instance), name: `${prototype.constructor.name}.${name}` });
      }
    }
  }
  return found;
}

/** Loops of an application: each runs again after its pause, never twice at once, until stopped. */
export class Loops {
  private stopped = false;
  private readonly running: Promise<void>[] = [];
  private readonly wakes: AbortController[] = [];

  /** @param pauseMaxMs no method of an application pauses longer, whatever it says of itself */
  constructor(
    private readonly watch: Watch,
    private readonly pauseMaxMs = Infinity,
  ) {}

  startAll(app: INestApplicationContext): void {
    for (const { value, call, name } of methodsWith<number, () => Promise<void>>(app, EVERY))
      this.start(name, Math.min(value, this.pauseMaxMs), call);
  }

  start(name: string, pauseMs: number, work: () => Promise<unknown>): void {
    const wake = new AbortController();
    this.wakes.push(wake);
    this.running.push(this.repeat(name, pauseMs, work, wake.signal));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const wake of this.wakes) wake.abort();
    await Promise.all(this.running);
  }

  private async repeat(name: string, pauseMs: number, work: () => Promise<unknown>, wake: AbortSignal): Promise<void> {
    while (!this.stopped) {
      // A little off the beat, so that replicas do not sweep in step.
      await sleep(pauseMs * (0.9 + Math.random() * 0.2), undefined, { signal: wake }).catch(() => {}); // Woken to stop.
      if (this.stopped) return;
      await work().catch((error: unknown) => this.watch.failed(error, name));
    }
  }
}
