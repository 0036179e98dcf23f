import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * How a wire behaves. `clear`: as if it were not there. `slow`: every chunk is late. `half_open`: connections stand and
 * nothing passes, as when a cable is pulled or a peer's machine loses power. `down`: connections break, new ones too.
 */
export type Weather = { kind: 'clear' } | { kind: 'slow'; delayMs: number } | { kind: 'half_open' } | { kind: 'down' };

interface Cut {
  /** Bytes that travel towards the target. */
  seen: RegExp;
  nth: number;
  when: 'before' | 'after';
}

/** A wire between services and something they stand on, which a test can cut, slow down and leave hanging. */
export class Proxy {
  private readonly server: Server;
  private readonly ends = new Set<Socket>();
  private weather: Weather = { kind: 'clear' };
  private cut: Cut | undefined;

  private constructor(private readonly targetPort: number) {
    this.server = createServer((client) => this.take(client));
  }

  static async before(targetPort: number): Promise<Proxy> {
    const proxy = new Proxy(targetPort);
    await new Promise<void>((resolve, reject) =>
      proxy.server.once('error', reject).listen(0, '127.0.0.1', () => resolve()),
    );
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  turn(weather: Weather): void {
    this.weather = weather;
    if (weather.kind === 'down') this.breakAll();
    // What was held back is lost with its connection, as on a real wire: a stream with a hole must not go on.
    if (weather.kind === 'clear' || weather.kind === 'slow') this.breakStalled();
  }

  /** Breaks the connection that carries the `nth` chunk that looks like `seen`, without it or just behind it. */
  cutAt(seen: RegExp, { nth = 1, when = 'after' as Cut['when'] } = {}): void {
    this.cut = { seen, nth, when };
  }

  get hasCut(): boolean {
    return this.cut === undefined;
  }

  breakAll(): void {
    for (const end of this.ends) end.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.breakAll();
    await closed;
  }

  private take(client: Socket): void {
    if (this.weather.kind === 'down') return void client.destroy();
    const target = connect(this.targetPort, '127.0.0.1');
    for (const [end, other] of [
      [client, target],
      [target, client],
    ] as const) {
      this.ends.add(end);
      end.setNoDelay(true);
      end.on('error', () => {}); // Whoever breaks first tells the other by `close`.
      end.on('close', () => {
        this.ends.delete(end);
        other.destroy();
      });
    }
    client.on('data', (chunk) => this.carryAndCut(chunk, client, target));
    target.on('data', (chunk) => this.carry(chunk, client));
    client.on('end', () => target.end());
    target.on('end', () => client.end());
  }

  private carryAndCut(chunk: Buffer, client: Socket, target: Socket): void {
    if (!this.cut?.seen.test(chunk.toString('latin1')) || (this.cut.nth -= 1) > 0) return this.carry(chunk, target);
    const { when } = this.cut;
    this.cut = undefined;
    if (when === 'before') return void client.destroy();
    // The target reads it to the end; whoever asked never hears of it.
    client.destroy();
    target.end(chunk);
  }

  private carry(chunk: Buffer, to: Socket): void {
    switch (this.weather.kind) {
      case 'clear':
        return void to.write(chunk);
      case 'slow':
        return void setTimeout(() => to.destroyed || to.write(chunk), this.weather.delayMs);
      case 'half_open':
        this.stalled.add(to);
        return;
      case 'down':
    }
  }

  private readonly stalled = new Set<Socket>();

  private breakStalled(): void {
    for (const end of this.stalled) end.destroy();
    this.stalled.clear();
  }
}
