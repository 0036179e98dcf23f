import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Dice } from './dice.js';

/** What stands before several gateways: a new connection goes to one of them, and to the next where that one is away. */
export class Balancer {
  private readonly server: Server;
  private readonly clients = new Set<Socket>();

  private constructor(
    private readonly ports: number[],
    private readonly dice: Dice,
  ) {
    this.server = createServer((client) => this.take(client));
  }

  static async before(urls: string[], dice: Dice): Promise<Balancer> {
    const balancer = new Balancer(
      urls.map((url) => Number(new URL(url).port)),
      dice,
    );
    await new Promise<void>((resolve) => balancer.server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** So many of a hundred lose their line, as when a train enters a tunnel. */
  cut(percent: number): void {
    for (const client of this.clients) if (this.dice.whole(1, 100) <= percent) client.resetAndDestroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cut(100);
    await closed;
  }

  private take(client: Socket): void {
    this.clients.add(client);
    client.on('error', () => {}).on('close', () => this.clients.delete(client));
    this.lead(client, this.dice.shuffled(this.ports));
  }

  private lead(client: Socket, [port, ...others]: number[]): void {
    if (port === undefined || client.destroyed) return void client.destroy();
    const gateway = connect(port, '127.0.0.1');
    const elsewhere = () => this.lead(client, others);
    gateway.once('error', elsewhere);
    gateway.once('connect', () => {
      gateway.off('error', elsewhere).on('error', () => {});
      client.pipe(gateway).pipe(client);
      client.on('close', () => gateway.destroy());
      gateway.on('close', () => client.destroy());
    });
  }
}
