import { fromJson, toJson, type DescMethod, type JsonValue, type MessageInitShape, create } from '@bufbuild/protobuf';
import { Ctx, MessagePattern, Payload, RpcException, type NatsContext } from '@nestjs/microservices';
import { Inject } from '@nestjs/common';
import { Problem, invalid } from '#problems/problem.js';
import { assertMayCall } from './access.js';
import { callContext } from './call-context.js';
import { CallerVerifier } from './caller.js';
import { rpcSubject } from './subjects.js';
import { registry } from './contract.js';
import { Watch } from './watch.js';

const VERIFIER = Symbol('verifier');
const WATCH = Symbol('watch');

/**
 * Serves one rpc of the contract: decodes the request, checks who knocks and whether anybody still waits, encodes the
 * answer, and lets nothing but a Problem out. The method gets (request, caller).
 */
export function Rpc<M extends DescMethod>(method: M) {
  return (target: object, name: string | symbol, descriptor: PropertyDescriptor) => {
    Inject(CallerVerifier)(target, VERIFIER);
    Inject(Watch)(target, WATCH);
    const handle = descriptor.value as (request: unknown, caller: unknown) => Promise<MessageInitShape<M['output']>>;

    descriptor.value = async function (this: Record<symbol, unknown>, body: JsonValue, nats: NatsContext) {
      const header = (key: string) => nats.getHeaders()?.get(key) || undefined;
      const context = {
        requestId: header('request-id') ?? '',
        deadline: Number(header('deadline') ?? Infinity),
        traceparent: header('traceparent'),
      };
      const watch = this[WATCH] as Watch;
      return watch.rpc(method, context, async () => {
        try {
          if (context.deadline < Date.now()) throw new Problem('unavailable');
          const caller = (this[VERIFIER] as CallerVerifier).verify(header('caller'), Date.now());
          assertMayCall(method, caller);
          const request = decode(method, body);
          const answer = await callContext.run(context, () => handle.call(this, request, caller));
          return toJson(method.output, create(method.output, answer), { alwaysEmitImplicit: true, registry });
        } catch (error) {
          const problem = Problem.from(error);
          if (problem.code === 'internal') watch.failed(error, rpcSubject(method));
          throw new RpcException(problem.toJSON());
        }
      });
    };
    Payload()(target, name, 0);
    Ctx()(target, name, 1);
    MessagePattern(rpcSubject(method))(target, name, descriptor);
  };
}

function decode(method: DescMethod, body: JsonValue) {
  try {
    return fromJson(method.input, body, { ignoreUnknownFields: true, registry });
  } catch (error) {
    throw invalid('body', (error as Error).message);
  }
}
