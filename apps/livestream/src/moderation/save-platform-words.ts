import { Controller } from '@nestjs/common';
import { ChatModeration, type SavePlatformChatWords } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { changePlatformWords } from '../chat/words.sql.js';
import { parseWords } from './banned-words.js';

@Controller()
export class SavePlatformWordsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(ChatModeration.method.savePlatformWords)
  async handle(request: SavePlatformChatWords) {
    const [add, remove] = [parseWords(request.add, 'add'), parseWords(request.remove, 'remove')];
    await this.db.transaction((tx) => changePlatformWords(tx, { add, remove, alike: request.alike }));
    return {};
  }
}
