import { Controller } from '@nestjs/common';
import { ChatModeration, type ListChatWords } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { listWords } from '../chat/words.sql.js';

const WORD = /^[^\p{Cc}\p{Cs}]{1,60}$/u;

@Controller()
export class ListWordsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(ChatModeration.method.listWords)
  async handle(request: ListChatWords) {
    const companyId = CompanyId.parse(request.companyId);
    const size = parsePageSize(request.pageSize);
    const [after = ''] = PageToken.parse(request.pageToken, [WORD]) ?? [];

    const words = await this.db.ofCompany(companyId, (tx) => listWords(tx, companyId, after, size + 1));
    const page = words.slice(0, size);
    const last = words.length > size ? page.at(-1) : undefined;
    return { words: page, nextPageToken: last ? PageToken.of(last.word) : '' };
  }
}
