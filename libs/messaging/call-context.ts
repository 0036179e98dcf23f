import { isSpanContextValid, trace } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';

/** What travels with every call besides its request: told once at the door, then carried along. */
export interface CallContext {
  requestId: string;
  /** Epoch ms after which nobody waits for the answer. */
  deadline: number;
  /** W3C trace context. */
  traceparent?: string;
}

const storage = new AsyncLocalStorage<CallContext>();

export const callContext = {
  run: <T>(context: CallContext, work: () => T): T => storage.run(context, work),
  current: (): CallContext | undefined => storage.getStore(),
};

/** The span we are in, or (where nothing is traced here) what the caller sent: W3C trace context. */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span || !isSpanContextValid(span)) return callContext.current()?.traceparent;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}
