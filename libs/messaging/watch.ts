import type { DescMethod } from '@bufbuild/protobuf';
import type { CallContext } from './call-context.js';

/** What messaging tells whoever watches the process: logs, metrics and traces hang themselves in here. */
export abstract class Watch {
  /** Around every rpc served. */
  abstract rpc<T>(method: DescMethod, context: CallContext, work: () => Promise<T>): Promise<T>;
  /** Around every batch of events applied. */
  abstract events<T>(
    consumer: string,
    count: number,
    traceparent: string | undefined,
    work: () => Promise<T>,
  ): Promise<T>;
  /** Something nobody planned for. */
  abstract failed(error: unknown, where: string): void;
}
