import type { Page } from 'playwright-core';

/** A viewer's line to the edge that can be held up, and made longer. */
export class HesitantLine {
  private held: (() => void)[] | undefined;
  private lagMs = 0;

  static async of(page: Page): Promise<HesitantLine> {
    const line = new HesitantLine();
    await page.routeWebSocket(/\/live\//, (socket) => {
      const edge = socket.connectToServer();
      edge.onMessage((message) => line.carry(() => socket.send(message)));
    });
    return line;
  }

  /** Nothing comes through until it is let go. */
  hold(): void {
    this.held ??= [];
  }

  letGo(): void {
    const { held = [] } = this;
    this.held = undefined;
    for (const send of held) send();
  }

  /** From now on everything comes later by so much. */
  lag(ms: number): void {
    this.lagMs = ms;
  }

  private carry(send: () => void): void {
    if (this.held) this.held.push(send);
    else if (this.lagMs > 0) setTimeout(send, this.lagMs);
    else send();
  }
}
