import { setTimeout as sleep } from 'node:timers/promises';
import { Refused, Silence } from '../journeys/door.js';

/** What a good client does on a bad line: asks again with the same ids, for a while, and remembers what it heard. */
export class Patience {
  /** Counts by answer: "503 unavailable", "connection". */
  readonly heard = new Map<string, number>();

  constructor(
    private readonly withinMs = 60_000,
    private readonly pauseMs = 100,
  ) {}

  /** The first answer that is one: a success, or a refusal that asking again does not change. */
  async insist<T>(ask: () => Promise<T>): Promise<T> {
    const until = Date.now() + this.withinMs;
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await ask();
        this.note('ok');
        return answer;
      } catch (error) {
        this.note(wordFor(error));
        if (!mayBeRepeated(error) || Date.now() > until) throw error;
        await sleep(this.pauseMs * Math.min(1 + tries, 10));
      }
    }
  }

  /** What was heard that no client should ever hear. */
  get wrong(): string[] {
    return [...this.heard.keys()].filter((word) => /^5(?!03)/.test(word) || word.startsWith('?'));
  }

  toString(): string {
    return [...this.heard]
      .sort(([, one], [, other]) => other - one)
      .map(([word, count]) => `${count} × ${word}`)
      .join(', ');
  }

  private note(word: string): void {
    this.heard.set(word, (this.heard.get(word) ?? 0) + 1);
  }
}

/** The system said that it may be tried again, or said nothing: then nobody knows what was done. */
function mayBeRepeated(error: unknown): boolean {
  if (error instanceof Refused) return error.status === 503 || error.status === 429;
  return isSilence(error);
}

function wordFor(error: unknown): string {
  if (error instanceof Refused) return `${error.status} ${error.code}`;
  return isSilence(error) ? 'connection' : `? ${String(error)}`;
}

const isSilence = (error: unknown) => error instanceof Silence;
