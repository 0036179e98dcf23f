import { createHash } from 'node:crypto';
import { Refusal } from './refusal.js';

/** Remembered this long, then the same key does it all again. */
const LIFE_S = 24 * 3_600;

export interface Answer {
  status: number;
  body: unknown;
}

interface Kept {
  content: string;
  at: number;
  answer: Answer | undefined;
}

/** What was answered under each key, refusals and breakdowns as well. */
export class IdempotencyKeys {
  private readonly kept = new Map<string, Kept>();

  /** @param now seconds */
  constructor(private readonly now: () => number) {}

  /** The first answer again, or what `work` answers. */
  async once(key: string, content: string, work: () => Promise<Answer>): Promise<Answer & { replayed: boolean }> {
    const digest = createHash('sha256').update(content).digest('hex');
    const earlier = this.kept.get(key);
    if (earlier && this.now() - earlier.at < LIFE_S) return { ...again(key, digest, earlier), replayed: true };

    const kept: Kept = { content: digest, at: this.now(), answer: undefined };
    this.kept.set(key, kept);
    kept.answer = await work();
    return { ...kept.answer, replayed: false };
  }
}

function again(key: string, content: string, { content: earlier, answer }: Kept): Answer {
  if (content !== earlier) {
    throw new Refusal(
      400,
      '',
      `Keys for idempotent requests can only be used with the same parameters: ${key}`,
      'idempotency_error',
    );
  }
  if (!answer) throw new Refusal(409, 'idempotency_key_in_use', `${key} is in use`, 'idempotency_error');
  return answer;
}
