export type RefusalCode = 'not_found' | 'invalid' | 'key_reused' | 'not_refundable';

/** What the provider will not do, and why. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}
