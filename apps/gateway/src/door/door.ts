import type { DescMethod, JsonObject } from '@bufbuild/protobuf';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callContext } from '#messaging/call-context.js';
import { CallerSigner } from '#messaging/caller.js';
import { accessOf, methods, routeOf, type Route } from '#messaging/contract.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { ownerOf, rpcSubject } from '#messaging/subjects.js';
import { Watch } from '#messaging/watch.js';
import { SETTINGS } from '#service/settings.js';
import type { GatewaySettings } from '../config.js';
import { FloodGate } from '../limits/flood-gate.js';
import { InFlight } from '../limits/in-flight.js';
import { SignInLimits } from '../limits/sign-in-limits.js';
import { People } from '../people/people.js';
import { problemOf, sendProblem } from './answers.js';
import { bindingOf, routerPath, type Bind } from './binding.js';
import { parseJson } from './json-body.js';
import { KeptAnswers } from './kept-answers.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Opens every method of the contract that has a route; what can be known beforehand is prepared at the start. */
@Injectable()
export class Door implements OnModuleInit {
  private readonly inFlight: InFlight;
  private readonly perAddress: FloodGate;
  private readonly perPerson: FloodGate;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly rpc: RpcClient,
    private readonly signer: CallerSigner,
    private readonly people: People,
    private readonly signInLimits: SignInLimits,
    private readonly watch: Watch,
    private readonly kept: KeptAnswers,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {
    this.inFlight = new InFlight(settings.inFlightMax);
    this.perAddress = new FloodGate(settings.addressPerSecond);
    this.perPerson = new FloodGate(settings.personPerSecond);
  }

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    fastify.addHook('onRequest', (request, _, done) => done(this.floodOf(request)));
    for (const method of methods) {
      const access = accessOf(method);
      const route = routeOf(method);
      if (!route) continue;
      if (access.case === 'internal') throw new Error(`${rpcSubject(method)} is internal and has a route`);
      if (route.freshMs > 0 && (route.verb !== 'GET' || access.case !== 'public')) {
        throw new Error(`${rpcSubject(method)} is not for everybody and may not be given again`);
      }
      this.openRoute(fastify, method, route);
    }
  }

  private openRoute(fastify: FastifyInstance, method: DescMethod, route: Route): void {
    const bind = bindingOf(method, route);
    const service = ownerOf(method.parent);
    const answer = (request: FastifyRequest) => this.answer(method, bind, request);
    const serve =
      route.verb === 'GET'
        ? (request: FastifyRequest) => this.kept.giveOr(service, request.url, route.freshMs, () => answer(request))
        : (request: FastifyRequest) => answer(request).finally(() => this.kept.changed(service));
    fastify.route({
      method: route.verb,
      url: `/api${routerPath(method, route)}`,
      handler: (request, reply) => serve(request).then((body) => reply.type(JSON_TYPE).send(body)),
      errorHandler: (error, request, reply) => this.refuse(error, request, reply),
    });
  }

  private async answer(method: DescMethod, bind: Bind, request: FastifyRequest): Promise<Buffer> {
    const { id: requestId, traceparent } = request;
    const context = { requestId, traceparent, deadline: Date.now() + this.settings.requestDeadlineMs };
    const answer = await this.inFlight.hold(() =>
      callContext.run(context, () => this.watch.rpc(method, context, () => this.ask(method, bind, request))),
    );
    return Buffer.from(JSON.stringify(answer));
  }

  private async ask(method: DescMethod, bind: Bind, request: FastifyRequest): Promise<unknown> {
    const now = Date.now();
    const signedIn = await this.people.whoIs(request.headers.authorization, method, now);
    if (signedIn) this.perPerson.pass(signedIn.person.personId, now);

    const asked = bind({
      path: request.params as Record<string, string>,
      query: queryOf(request.url),
      body: () => parseJson(request.body as Buffer | undefined),
    });
    const person = await this.people.admit(signedIn, method, fieldsOf(method, asked), now);

    const send = () => this.rpc.send(method, asked, this.signer.token(person, now));
    if (!this.signInLimits.guards(method)) return send();
    return this.signInLimits.watchOver(method, { request: asked, address: request.ip }, send);
  }

  private floodOf(request: FastifyRequest): Error | undefined {
    try {
      this.perAddress.pass(request.ip, Date.now());
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = problemOf(error);
    if (problem.code === 'internal') this.watch.failed(error, request.routeOptions.url ?? request.url);
    sendProblem(reply, problem);
  }
}

/** Access options name a field as the proto does. */
const fieldsOf = (method: DescMethod, request: JsonObject) => (name: string) => {
  const field = method.input.fields.find((candidate) => candidate.name === name);
  return field && request[field.jsonName];
};

function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}
