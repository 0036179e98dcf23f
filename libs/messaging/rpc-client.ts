import {
  create,
  fromJson,
  toJson,
  type DescMethod,
  type DescService,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { headers } from '@nats-io/transport-node';
import { Injectable } from '@nestjs/common';
import { ClientProxy, NatsRecordBuilder } from '@nestjs/microservices';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { Problem } from '#problems/problem.js';
import { callContext, currentTraceparent, type CallContext } from './call-context.js';
import { CallerSigner } from './caller.js';
import { registry } from './contract.js';
import { rpcSubject } from './subjects.js';

/** How long a call may take where whoever began it set no deadline. */
export const DEADLINE_MS = 5_000;

export type Calls<S extends DescService> = {
  [M in keyof S['method']]: (
    request: MessageInitShape<S['method'][M]['input']>,
  ) => Promise<MessageShape<S['method'][M]['output']>>;
};

/** Calls rpcs of other services, as this service. Problems come back as Problems; silence is `unavailable`. */
@Injectable()
export class RpcClient {
  constructor(
    private readonly client: ClientProxy,
    private readonly signer: CallerSigner,
  ) {}

  to<S extends DescService>(service: S): Calls<S> {
    return new Proxy({} as Calls<S>, {
      get: (_, name: string) => (request: MessageInitShape<DescMethod['input']>) => {
        const method = service.method[name];
        if (!method) throw new Error(`${service.typeName} has no rpc ${name}`);
        return this.call(method, create(method.input, request));
      },
    });
  }

  /** `callerToken` names somebody else than this service: the gateway vouches for people with it. */
  async call<M extends DescMethod>(
    method: M,
    request: MessageShape<M['input']>,
    callerToken = this.signer.token(undefined, Date.now()),
  ): Promise<MessageShape<M['output']>> {
    const answer = await this.send(method, toJson(method.input, request, { registry }), callerToken);
    return fromJson<M['output']>(method.output, answer, { ignoreUnknownFields: true, registry });
  }

  /** The answer as the JSON it travels in, for whoever only passes it on. */
  async send(method: DescMethod, request: JsonValue, callerToken: string): Promise<JsonValue> {
    return this.ask(rpcSubject(method), request, callerToken);
  }

  async ask(
    subject: string,
    request: JsonValue,
    callerToken = this.signer.token(undefined, Date.now()),
  ): Promise<JsonValue> {
    const now = Date.now();
    const context: CallContext = callContext.current() ?? { requestId: '', deadline: now + DEADLINE_MS };
    const left = context.deadline - now;
    if (left <= 0) throw new Problem('unavailable');

    const carried = headers();
    carried.set('caller', callerToken);
    carried.set('deadline', String(now + left));
    if (context.requestId) carried.set('request-id', context.requestId);
    const traceparent = currentTraceparent();
    if (traceparent) carried.set('traceparent', traceparent);
    const record = new NatsRecordBuilder(request).setHeaders(carried).build();
    try {
      return await firstValueFrom(this.client.send(subject, record).pipe(timeout(left)));
    } catch (error) {
      throw asProblem(error);
    }
  }
}

/** Nobody listens, nobody answered in time, no broker: the caller may repeat. */
function asProblem(error: unknown): Problem {
  const problem = Problem.from(error);
  // Where the broker was lost, Nest's client rejects with a bare string.
  const words = error instanceof Error ? `${error.name} ${error.message}` : typeof error === 'string' ? error : '';
  const silent =
    error instanceof TimeoutError || /Empty|no.?responders|CONNECTION|closed|drain|disconnect/i.test(words);
  return problem.code === 'internal' && silent ? new Problem('unavailable') : problem;
}
