import request from 'supertest';

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

/** Nothing was answered: the connection broke, or could not be had, or the patience ended. */
export class Silence extends Error {}

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
    return this.call('get', path);
  }

  post<T>(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<T> {
    return this.call('post', path, body, headers);
  }

  put<T>(path: string, body: object = {}): Promise<T> {
    return this.call('put', path, body);
  }

  /** The body of a success; whatever else comes is `Refused`, and no answer at all is `Silence`. */
  private async call<T>(
    verb: 'get' | 'post' | 'put',
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const asked = request(this.url)
      [verb](`/api${path}`)
      .set(headers)
      .timeout(PATIENCE_MS)
      .ok(() => true);
    if (this.token) asked.auth(this.token, { type: 'bearer' });
    const response = await asked.send(body).catch((error: unknown) => {
      throw new Silence(`${verb} ${path}: ${String(error)}`);
    });
    if (response.status >= 300) throw new Refused(response.status, response.body, `${verb} ${path}`);
    return response.body as T;
  }
}
