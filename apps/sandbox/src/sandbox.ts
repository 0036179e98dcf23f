import type { AddressInfo } from 'node:net';
import { Book } from './book.js';
import { calm } from './calls.js';
import { Journal } from './journal.js';
import type { Entry } from './payment.js';
import { serve } from './server.js';
import { Webhooks } from './webhooks.js';

// Calls in hand take milliseconds; a connection kept alive by its caller would otherwise never end.
const PATIENCE_MS = 1_000;

interface Options {
  host: string;
  port: number;
  file: string;
  secret: string;
  webhookUrl: string;
  log(words: string): void;
  broken(error: unknown): void;
}

/** A payment provider of play money, rebuilt from its file. */
export async function openSandbox({ host, port, file, secret, webhookUrl, log, broken }: Options) {
  const book: Book = new Book((entry) => journal.write(entry));
  const journal = await Journal.open(file, (entry) => book.apply(entry as Entry));
  const mood = calm();
  const webhooks = new Webhooks(book, mood, { url: webhookUrl, secret }, log);
  const server = serve({ book, journal, mood, secret, told: () => webhooks.nudge(), broken });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  webhooks.start();

  return {
    port: (server.address() as AddressInfo).port,
    /** Takes no more calls, answers those in hand, writes everything down. */
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
      await Promise.all([closed, webhooks.stop()]);
      await journal.close();
    },
  };
}
