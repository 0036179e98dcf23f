import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { callContext } from '#messaging/call-context.js';
import { services } from '#messaging/contract.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { ownerOf, readySubject } from '#messaging/subjects.js';

const PATIENCE_MS = 1_000;
// However often somebody looks, the services are asked no more often than this.
const REMEMBERED_MS = 250;

/** Whether this process lives, and whether the whole system is up: every service, its database, the broker. */
@Controller()
export class SystemHealth {
  private readonly names = [...new Set(services.map(ownerOf))];
  private looked?: { at: number; missing: Promise<Record<string, unknown>> };

  constructor(private readonly rpc: RpcClient) {}

  @Get('healthz')
  @HttpCode(200)
  healthz() {
    return { status: 'ok' };
  }

  @Get('readyz')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply) {
    const missing = await this.missing(Date.now());
    const ready = Object.keys(missing).length === 0;
    reply.code(ready ? 200 : 503);
    if (!ready) reply.header('retry-after', 1);
    return { status: ready ? 'ready' : 'not ready', missing };
  }

  private missing(now: number): Promise<Record<string, unknown>> {
    if (!this.looked || now - this.looked.at > REMEMBERED_MS) this.looked = { at: now, missing: this.look(now) };
    return this.looked.missing;
  }

  private async look(now: number): Promise<Record<string, unknown>> {
    const context = { requestId: '', deadline: now + PATIENCE_MS };
    const answers = await Promise.all(
      this.names.map((name) =>
        callContext
          .run(context, () => this.rpc.ask(readySubject(name), {}))
          .then(
            (missing) => [name, missing] as const,
            () => [name, 'does not answer'] as const,
          ),
      ),
    );
    return Object.fromEntries(
      answers.filter(([, missing]) => typeof missing === 'string' || Object.keys(missing ?? {}).length > 0),
    );
  }
}
