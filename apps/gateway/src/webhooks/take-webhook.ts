import { Body, Controller, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { Payments } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';

const PROVIDER = /^[a-z][a-z0-9-]{0,31}$/;

/** A payment provider's call. Its bytes are passed on untouched: orders checks the signature over them. */
@Controller('webhooks')
export class TakeWebhook {
  constructor(private readonly rpc: RpcClient) {}

  @Post(':provider')
  @HttpCode(200)
  async take(
    @Param('provider') provider: string,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: Buffer | undefined,
  ) {
    if (!PROVIDER.test(provider)) throw new Problem('not_found');
    const signature = headers[`${provider}-signature`] ?? '';
    await this.rpc.to(Payments).takeWebhook({ provider, body: body ?? new Uint8Array(), signature });
    return { received: true };
  }
}
