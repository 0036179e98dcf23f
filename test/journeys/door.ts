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

type Verb = 'get' | 'post' | 'put' | 'delete';

// A loaded machine is slow; a test that gives up early fails for nothing.
const PATIENCE_MS = 30_000;

/** The public door as one caller uses it: `/api` over HTTP, and nothing else. */
export class Door {
  /** @param signIn gives a new access token; absent for somebody who has no account */
  constructor(
    readonly url: string,
    private readonly signIn?: () => Promise<string>,
    private token = '',
  ) {}

  withToken(token: string): Door {
    return new Door(this.url, undefined, token);
  }

  /** The same caller at another gateway. */
  at(url: string): Door {
    return new Door(url, this.signIn, this.token);
  }

  /** Gets a token that knows what its owner may by now. */
  async renew(): Promise<void> {
    if (this.signIn) this.token = await this.signIn();
  }

  get<T>(path: string): Promise<T> {
    return this.call('get', path);
  }

  post<T>(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<T> {
    return this.call('post', path, body, headers);
  }

  /** One file, as the body itself. */
  async upload<T>(bytes: Buffer, type: string): Promise<T> {
    const response = await fetch(`${this.url}/api/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': type },
      body: new Uint8Array(bytes),
    });
    if (!response.ok) throw new Refused(response.status, (await response.json()) as Record<string, unknown>, 'upload');
    return (await response.json()) as T;
  }

  put<T>(path: string, body: object = {}): Promise<T> {
    return this.call('put', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.call('delete', path);
  }

  /** As a client does whose token runs out on the way: it signs in and asks again. */
  private async call<T>(verb: Verb, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
    try {
      return await this.ask<T>(verb, path, body, headers);
    } catch (error) {
      if (!this.signIn || !(error instanceof Refused) || error.code !== 'auth.required') throw error;
      await this.renew();
      return this.ask(verb, path, body, headers);
    }
  }

  /** The body of a success; whatever else comes is `Refused`, and no answer at all is `Silence`. */
  private async ask<T>(verb: Verb, path: string, body: object | undefined, headers: Record<string, string>) {
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
