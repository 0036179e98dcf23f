import type { DescMethod } from '@bufbuild/protobuf';
import { routeOf } from '#messaging/contract.js';

export interface Answer {
  status: number;
  /** "ok", or the code of the problem. */
  code: string;
  body: Record<string, unknown>;
}

export type Request = Record<string, unknown>;

/** Calls a method of the contract over HTTP, as a client that has read the OpenAPI document would. */
export async function knock(url: string, method: DescMethod, request: Request, token?: string): Promise<Answer> {
  const route = routeOf(method)!;
  const left = { ...request };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const { jsonName } = method.input.fields.find((field) => field.name === name)!;
    const value = String(left[jsonName]);
    delete left[jsonName];
    return encodeURIComponent(value);
  });
  const hasBody = route.verb === 'POST' || route.verb === 'PUT';
  const query = hasBody ? '' : `?${new URLSearchParams(left as Record<string, string>)}`;
  const response = await fetch(`${url}/api${path}${query}`, {
    method: route.verb,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(left) } : {}),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, code: response.ok ? 'ok' : String(body['code']), body };
}
