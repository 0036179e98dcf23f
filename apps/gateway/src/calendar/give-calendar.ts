import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Reminders } from '#contracts/tianjian/livestream/v1/reminders_pb.js';
import { RpcClient } from '#messaging/rpc-client.js';

/** An announced session as a file for calendars: they open it by its type. */
@Controller('api/live-sessions')
export class GiveCalendar {
  constructor(private readonly rpc: RpcClient) {}

  @Get(':liveSessionId/calendar.ics')
  async give(@Param('liveSessionId') liveSessionId: string, @Res() reply: FastifyReply) {
    const { content } = await this.rpc.to(Reminders).calendar({ liveSessionId });
    return reply
      .headers({
        'content-type': 'text/calendar; charset=utf-8',
        'content-disposition': 'attachment; filename="live.ics"',
        'cache-control': 'no-cache',
      })
      .send(content);
  }
}
