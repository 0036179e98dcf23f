import { afterAll, beforeAll } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../deploy/local/project.js';
import type { WholeSystem } from './whole-system.js';

// Made of words, so that nobody takes it for a key.
const KEY = ['sk', 'test', 'door'].join('_');
export const WEBHOOK_SECRET = 'signed with this';

/** The fake Stripe in a process of its own, as `npm run fake:stripe` runs it; told what to do at its control door. */
export function stripeProcess(): StripeProcess {
  const stripe = new StripeProcess();
  beforeAll(() => stripe.start());
  afterAll(() => stripe.stop());
  return stripe;
}

export class StripeProcess {
  /** What `npm start` finds in its environment. */
  readonly settings: NodeJS.ProcessEnv = { STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET };
  private child!: ChildProcess;

  async start(): Promise<void> {
    const program = join(root, 'dist/test/fakes/stripe/main.js');
    const { NODE_OPTIONS: _flags, ...env } = process.env;
    this.child = spawn(process.execPath, [program], {
      env: { ...env, ...this.settings, FAKE_STRIPE_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    this.child.stdout!.on('data', (data) => (said += String(data)));
    let url: string | undefined;
    while (!(url = /answers at (\S+)/.exec(said)?.[1])) await once(this.child.stdout!, 'data');
    this.settings['STRIPE_API_URL'] = url;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }

  /** From now on its webhooks go to the system's public door. */
  tells({ running }: WholeSystem): Promise<unknown> {
    return this.do('tell', { url: `${running.url}/webhooks/stripe` });
  }

  async do<T = unknown>(what: string, rest: Record<string, unknown> = {}): Promise<T> {
    const answer = await fetch(`${this.settings['STRIPE_API_URL']}/_control`, {
      method: 'POST',
      body: JSON.stringify({ do: what, ...rest }),
    });
    if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
