import { catalogue, type Details } from './catalogue.js';

export type Code = keyof typeof catalogue;

/** The one error class we throw on purpose. It crosses NATS and HTTP unchanged. */
export class Problem<C extends Code = Code> extends Error {
  constructor(
    readonly code: C,
    ...[details]: Record<never, never> extends Details[C] ? [details?: Details[C]] : [details: Details[C]]
  ) {
    super(code);
    this.details = details ?? {};
  }

  readonly details: object;

  /** Any thrown value, as the only shape that may leave a service. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    const { code, details } = (error ?? {}) as { code?: unknown; details?: object };
    return isCode(code) ? new Problem(code, details as never) : new Problem('internal');
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  toJSON() {
    return { code: this.code, details: this.details };
  }

  /** RFC 9457, for the gateway. */
  toProblemJson() {
    return { type: `/problems/${this.code}`, code: this.code, ...catalogue[this.code], ...this.details };
  }
}

/** Shorthand for the commonest one: a field of the request that cannot be used. */
export const invalid = (field: string, reason: string) => new Problem('request.invalid', { field, reason });

const isCode = (code: unknown): code is Code => typeof code === 'string' && Object.hasOwn(catalogue, code);
