import { setTimeout as sleep } from 'node:timers/promises';
import { callContext, type CallContext } from '#messaging/call-context.js';
import { Problem } from '#problems/problem.js';

export interface GroupLimits {
  /** How many asks are decided together at the most. */
  batch: number;
  /** How many may wait; beyond it the ask is refused with `overloaded`. */
  queue: number;
  /** Background verbs only: how long a batch waits for company. */
  lingerMs: number;
}

interface Waiting<Ask, Answer> {
  ask: Ask;
  context: CallContext | undefined;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

const BATCH = 64;
const QUEUE = 2_000;

/**
 * Group commit: asks of one verb that wait at the same time are decided together. A batch is whoever waits when the
 * last one ended, so that a lone ask is decided at once.
 */
export class Group<Ask, Answer> {
  private waiting: Waiting<Ask, Answer>[] = [];
  private running = false;
  private readonly limits: GroupLimits;

  /** @param decide one transaction; answers in the order of the asks, a Problem for whoever loses. */
  constructor(
    private readonly verb: string,
    private readonly decide: (asks: Ask[]) => Promise<(Answer | Problem)[]>,
    { batch = BATCH, queue = QUEUE, lingerMs = 0 }: Partial<GroupLimits> = {},
  ) {
    this.limits = { batch, queue, lingerMs };
  }

  ask(ask: Ask): Promise<Answer> {
    if (this.waiting.length >= this.limits.queue) return Promise.reject(new Problem('overloaded', { retryAfterS: 1 }));
    return new Promise((resolve, reject) => {
      this.waiting.push({ ask, context: callContext.current(), resolve, reject });
      if (this.running) return;
      this.running = true;
      // Not at once: what one socket read brought shall be together.
      setImmediate(() => void this.run());
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      if (this.limits.lingerMs > 0 && this.waiting.length < this.limits.batch) await sleep(this.limits.lingerMs);
      const now = Date.now();
      const batch = this.waiting.splice(0, this.limits.batch);
      const patient = batch.filter((one) => !hasGivenUp(one, now));
      if (patient.length > 0) await this.settle(patient);
    }
    this.running = false;
  }

  /** Halves a batch that fails as a whole, so that one poisoned ask fails alone. Never throws. */
  private async settle(batch: Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const decideAll = () => this.decide(batch.map((one) => one.ask));
      const context = batch[0]?.context;
      const answers = context ? await callContext.run(context, decideAll) : await decideAll();
      if (answers.length !== batch.length)
        throw new Error(`${this.verb}: ${answers.length} answers to ${batch.length} asks`);
      batch.forEach((one, at) => {
        const answer = answers[at] as Answer | Problem;
        if (answer instanceof Problem) one.reject(answer);
        else one.resolve(answer);
      });
    } catch (error) {
      if (batch.length === 1 || Problem.from(error).code === 'unavailable') {
        batch.forEach((one) => one.reject(error));
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await this.settle(batch.slice(0, half));
      await this.settle(batch.slice(half));
    }
  }
}

/** A caller past its deadline is told so and not served. */
function hasGivenUp({ context, reject }: Waiting<never, never> | Waiting<unknown, unknown>, now: number): boolean {
  if (!context || context.deadline > now) return false;
  reject(new Problem('unavailable'));
  return true;
}
