/** An error as Stripe words it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly type: 'invalid_request_error' | 'idempotency_error' | 'api_error' = 'invalid_request_error',
  ) {
    super(message);
  }

  get body() {
    const { type, code, message } = this;
    return { error: { type, ...(code === '' ? {} : { code }), message } };
  }
}

export const missing = (what: string, id: string) => new Refusal(404, 'resource_missing', `No such ${what}: '${id}'`);
