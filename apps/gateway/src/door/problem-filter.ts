import { Catch, type ArgumentsHost, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { methods, routeOf } from '#messaging/contract.js';
import { Watch } from '#messaging/watch.js';
import { Problem } from '#problems/problem.js';
import { Site } from '../pages/site.js';
import { problemOf, sendProblem } from './answers.js';

/** Every other answer that is no success: unknown paths, wrong verbs, and what our own controllers throw. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly watch: Watch,
    private readonly site: Site,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const [request, reply] = [
      host.switchToHttp().getRequest<FastifyRequest>(),
      host.switchToHttp().getResponse<FastifyReply>(),
    ];
    if (error instanceof HttpException && error.getStatus() === 404) {
      if (!this.site.showsNowhere(request, reply)) refuseUnknown(request, reply);
      return;
    }

    const problem = problemOf(error);
    if (problem.code === 'internal') this.watch.failed(error, request.url);
    sendProblem(reply, problem);
  }
}

/** A path that exists for other verbs says which. */
function refuseUnknown(request: FastifyRequest, reply: FastifyReply): void {
  const verbs = verbsAt(request.url.split('?', 1)[0] ?? '');
  if (verbs.length === 0) return sendProblem(reply, new Problem('not_found'));
  reply.header('allow', verbs.join(', '));
  sendProblem(reply, new Problem('request.wrong_verb'));
}

const paths = methods.flatMap((method) => {
  const route = routeOf(method);
  if (!route) return [];
  return [{ verb: route.verb, pattern: new RegExp(`^/api${route.path.replace(/\{\w+\}/g, '[^/]+')}$`) }];
});

function verbsAt(path: string): string[] {
  const verbs = new Set<string>();
  for (const { verb, pattern } of paths) if (pattern.test(path)) verbs.add(verb);
  if (verbs.has('GET')) verbs.add('HEAD');
  return [...verbs];
}
