import { setTimeout as sleep } from 'node:timers/promises';
import {
  create,
  fromJson,
  toJson,
  type DescMethod,
  type JsonObject,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { registry, routeOf } from '#messaging/contract.js';
import { Problem } from '#problems/problem.js';

const TRIES_MAX = 10;
const TIMEOUT_MS = 10_000;
const PAUSE_MS = 500;

/** The public door, as somebody's phone knocks at it. */
export class PublicDoor {
  constructor(
    private readonly gatewayUrl: string,
    private readonly accessToken = '',
  ) {}

  as = (accessToken: string) => new PublicDoor(this.gatewayUrl, accessToken);

  /** Goes to the rpc's own route, again while the system is busy: everything the demo sends may be repeated. */
  async call<M extends DescMethod>(
    method: M,
    request: MessageInitShape<M['input']>,
  ): Promise<MessageShape<M['output']>> {
    const { verb, path, body } = requestOf(method, create<M['input']>(method.input, request));
    for (let tries = 1; ; tries += 1) {
      const answer = await this.send(verb, path, body).catch(asProblem);
      if (!(answer instanceof Problem)) return fromJson<M['output']>(method.output, answer, { registry });
      if (tries === TRIES_MAX || !['overloaded', 'unavailable'].includes(answer.code))
        throw new Refused(method, answer);
      await sleep(PAUSE_MS * tries);
    }
  }

  /** One file, as the body itself; its key. */
  async upload(bytes: Buffer, type: string): Promise<string> {
    const response = await fetch(`${this.gatewayUrl}/api/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.accessToken}`, 'content-type': type },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { blobKey: string }).blobKey;
  }

  private async send(verb: string, path: string, body: JsonObject): Promise<JsonObject> {
    const response = await fetch(`${this.gatewayUrl}/api${path}`, {
      method: verb,
      headers: {
        'content-type': 'application/json',
        ...(this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {}),
      },
      ...(verb === 'GET' ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = (await response.json()) as JsonObject;
    if (response.ok) return answer;
    const { code, ...details } = answer;
    throw Problem.from({ code, details });
  }
}

/** Says which call it was. */
export class Refused extends Error {
  constructor(
    method: DescMethod,
    readonly problem: Problem,
  ) {
    super(`${method.parent.name}.${method.name}: ${problem.code} ${JSON.stringify(problem.details)}`);
  }
}

/** What the path names is not said again in the body. */
function requestOf<M extends DescMethod>(method: M, request: MessageShape<M['input']>) {
  const route = routeOf(method);
  if (!route) throw new Error(`${method.name} is not on the public door`);
  const body = toJson(method.input, request, { registry }) as JsonObject;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const key = method.input.fields.find((field) => field.name === name)?.jsonName ?? name;
    const value = String(body[key] ?? '');
    delete body[key];
    return encodeURIComponent(value);
  });
  if (route.verb !== 'GET') return { verb: route.verb, path, body };
  const query = new URLSearchParams(Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]));
  return { verb: route.verb, path: `${path}?${query}`, body };
}

/** Nobody there, or no answer in time: as good as a system that is busy. */
const asProblem = (error: unknown) => (error instanceof Problem ? error : new Problem('unavailable'));
