import { Controller } from '@nestjs/common';
import { Figures } from '#contracts/tianjian/livestream/v1/figures_pb.js';
import { Rpc } from '#messaging/rpc.js';
import { definitions } from './definitions.js';

@Controller()
export class GetDefinitionsHandler {
  @Rpc(Figures.method.definitions)
  async handle() {
    return { metrics: definitions };
  }
}
