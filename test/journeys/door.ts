/** What the public door answered that was no success. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: Record<string, unknown>,
    asked: string,
  ) {
    super(`${asked}: ${status} ${JSON.stringify(body)}`);
  }

  get code(): string {
    return String(this.body['code']);
  }
}

// A loaded machine is slow; a test that gives up early fails for nothing.
const PATIENCE_MS = 30_000;

/** The public door as one caller uses it: `/api` over HTTP, and nothing else. */
export class Door {
  constructor(
    readonly url: string,
    private readonly token?: string,
  ) {}

  withToken(token: string): Door {
    return new Door(this.url, token);
  }

  get<T>(path: string): Promise<T> {
    return this.call('GET', path);
  }

  post<T>(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<T> {
    return this.call('POST', path, body, headers);
  }

  put<T>(path: string, body: object = {}): Promise<T> {
    return this.call('PUT', path, body);
  }

  /** The body of a success; whatever else comes is `Refused`, and a broken connection rejects as fetch does. */
  private async call<T>(verb: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(`${this.url}/api${path}`, {
      method: verb,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    const answered = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    if (!response.ok) throw new Refused(response.status, answered, `${verb} ${path}`);
    return answered as T;
  }
}
