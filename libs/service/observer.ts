import type { DescMethod } from '@bufbuild/protobuf';
import { context, propagation, ROOT_CONTEXT, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CallContext } from '#messaging/call-context.js';
import { rpcSubject } from '#messaging/subjects.js';
import { Watch } from '#messaging/watch.js';
import { Problem } from '#problems/problem.js';
import type { Log } from './log.js';

const tracer = trace.getTracer('tianjian');

/** Logs, counts and traces what a process does. */
export class Observer extends Watch {
  readonly registry = new Registry();
  private readonly rpcSeconds: Histogram;
  private readonly eventsApplied: Counter;
  private readonly failures: Counter;
  private inFlight = 0;

  constructor(readonly log: Log) {
    super();
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.rpcSeconds = new Histogram({
      name: 'tianjian_rpc_seconds',
      help: 'How long an rpc took to serve, by method and problem code ("ok" for none)',
      labelNames: ['method', 'code'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.eventsApplied = new Counter({
      name: 'tianjian_events_applied_total',
      help: 'Events a durable consumer has applied',
      labelNames: ['consumer'],
      registers,
    });
    this.failures = new Counter({
      name: 'tianjian_failures_total',
      help: 'Errors nobody planned for, by place',
      labelNames: ['where'],
      registers,
    });
  }

  async rpc<T>(method: DescMethod, call: CallContext, work: () => Promise<T>): Promise<T> {
    const subject = rpcSubject(method);
    const started = performance.now();
    let code = 'ok';
    this.inFlight += 1;
    try {
      return await inSpan(subject, call.traceparent, work);
    } catch (error) {
      code = codeOf(error);
      this.log.debug({ requestId: call.requestId, rpc: subject, code }, 'refused');
      throw error;
    } finally {
      this.inFlight -= 1;
      this.rpcSeconds.observe({ method: subject, code }, (performance.now() - started) / 1_000);
    }
  }

  async events<T>(
    consumer: string,
    count: number,
    traceparent: string | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    const answer = await inSpan(consumer, traceparent, work);
    this.eventsApplied.inc({ consumer }, count);
    return answer;
  }

  failed(error: unknown, where: string): void {
    this.failures.inc({ where });
    this.log.error({ err: error, where }, 'failed');
  }

  /** A figure that is asked for when somebody looks. */
  gauge(name: string, help: string, value: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await value());
      },
    });
  }

  /** Resolves when no rpc is being served, or after `patienceMs`. */
  async idle(patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    while (this.inFlight > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Runs work in a span below the sender's; free of cost where no exporter is set up. */
export async function inSpan<T>(name: string, traceparent: string | undefined, work: () => Promise<T>): Promise<T> {
  const parent = traceparent ? propagation.extract(ROOT_CONTEXT, { traceparent }) : context.active();
  return tracer.startActiveSpan(name, {}, parent, async (span: Span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

function codeOf(error: unknown): string {
  const inner = (error as { getError?: () => unknown }).getError?.();
  return Problem.from(inner ?? error).code;
}
