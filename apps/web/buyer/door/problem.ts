/** What went wrong, as the door says it; `network` where the door was not reached or not heard. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly title: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(`${code} ${title}`);
  }

  /** Whether the door has decided. Without that the same request may be sent again, and must not be replaced. */
  get isFinal(): boolean {
    return (
      this.status >= 400 && this.status < 500 && ![408, 425, 429].includes(this.status) && this.code !== 'unavailable'
    );
  }

  get isNetwork(): boolean {
    return this.code === 'network';
  }
}

export const networkProblem = () => new Problem('network', 0, '');

export const problemFrom = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('page', 0, String(error));
