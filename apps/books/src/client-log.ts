import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** An order as a client was told that it is: one JSON line each. The same order may be told of several times. */
export interface Acknowledged {
  orderId: string;
  status: string;
  totalFen?: string;
}

/** What clients were told; nothing, if there is no log. */
export async function* readClientLog(path: string | undefined): AsyncGenerator<Acknowledged> {
  if (path === undefined) return;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line !== '') yield JSON.parse(line) as Acknowledged;
  }
}
