import { Controller } from '@nestjs/common';
import { Streams, type GetStream } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { StreamDesks } from './stream-desks.js';

@Controller()
export class GetStreamHandler {
  constructor(private readonly desks: StreamDesks) {}

  @Rpc(Streams.method.get)
  handle(request: GetStream) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    return this.desks.show({ companyId, liveSessionId });
  }
}
