import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { PublishersDoor } from './publishers-door.js';
import { Rtmp, type Packet, type Wish } from './rtmp.js';

/** A publisher's line. */
export interface Line {
  /** No byte of it is read any more when this returns; also where the other side does not care. */
  cut(): void;
}

/** What becomes of a publisher who was let in. */
export interface Publisher {
  packet(packet: Packet): void;
  /** The line is gone. `goodbye`: the publisher said so before. */
  gone(goodbye: boolean): void;
}

export type Answer = { publisher: Publisher } | { refused: string };

interface Options {
  host: string;
  port: number;
  /** Decides on the spot. */
  decide(wish: Wish, line: Line): Answer;
  /** What came was no RTMP. */
  garbage(error: unknown): void;
}

// Who connects and says nothing, or stops sending, does not keep the line.
const PUBLISH_WITHIN_MS = 10_000;
const SILENT_MS = 10_000;
const STRANGERS_MAX = 200;

/** Where publishers come in. */
export class RtmpDoor implements PublishersDoor {
  readonly missing = {};
  private readonly sockets = new Set<Socket>();
  private strangers = 0;
  private readonly server: Server;

  constructor(private readonly options: Options) {
    this.server = createServer({ noDelay: true }, (socket) => this.take(socket));
  }

  async open(): Promise<number> {
    const { port, host } = this.options;
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, host, resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private take(socket: Socket): void {
    if (this.strangers >= STRANGERS_MAX) return void socket.destroy();
    this.strangers += 1;
    this.sockets.add(socket);
    let publisher: Publisher | undefined;
    let saidGoodbye = false;
    const hurry = setTimeout(() => socket.destroy(), PUBLISH_WITHIN_MS);
    const known = () => {
      clearTimeout(hurry);
      this.strangers -= 1;
    };
    const cut = () => {
      rtmp.end();
      socket.destroy();
    };
    const rtmp: Rtmp = new Rtmp({
      send: (bytes) => void (socket.writable && socket.write(bytes)),
      publish: (wish) => {
        const answer = this.options.decide(wish, { cut });
        if ('refused' in answer) return answer.refused;
        publisher = answer.publisher;
        known();
        socket.setTimeout(SILENT_MS, cut);
        return undefined;
      },
      packet: (packet) => publisher?.packet(packet),
      goodbye: () => {
        saidGoodbye = true;
        cut();
      },
    });
    socket.on('data', (bytes) => {
      try {
        rtmp.read(bytes);
        if (rtmp.isOver) socket.destroy();
      } catch (error) {
        cut();
        this.options.garbage(error);
      }
    });
    socket.on('error', () => {}); // It closes, too.
    socket.once('close', () => {
      rtmp.end();
      this.sockets.delete(socket);
      if (publisher) publisher.gone(saidGoodbye);
      else known();
    });
  }
}
