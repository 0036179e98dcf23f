import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

interface Faults {
  /** From so many of the publisher's bytes on, what is sent becomes this. */
  garbles?: { after: number; into(bytes: Buffer): Buffer };
}

/** A line whose publisher never learns that the other side hung up. */
export class LineBetween {
  port = 0;
  cutOff = false;
  /** What the publisher went on sending. */
  sentAfter = 0;
  private sent = 0;
  private readonly sockets: Socket[] = [];
  private readonly server = createServer({ allowHalfOpen: true }, (publisher) => this.take(publisher));

  private constructor(
    private readonly to: number,
    private readonly faults: Faults,
  ) {}

  static async to(port: number, faults: Faults = {}): Promise<LineBetween> {
    const line = new LineBetween(port, faults);
    await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve));
    line.port = (line.server.address() as AddressInfo).port;
    return line;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(publisher: Socket): void {
    const edge = connect(this.to, '127.0.0.1');
    this.sockets.push(publisher, edge);
    for (const socket of [publisher, edge]) socket.on('error', () => {});
    edge.on('data', (bytes) => publisher.write(bytes));
    edge.on('close', () => (this.cutOff = true));
    publisher.on('data', (bytes) => {
      if (this.cutOff) this.sentAfter += bytes.length;
      else edge.write(this.sends(bytes));
    });
  }

  private sends(bytes: Buffer): Buffer {
    const { garbles } = this.faults;
    this.sent += bytes.length;
    return garbles && this.sent > garbles.after ? garbles.into(bytes) : bytes;
  }
}
