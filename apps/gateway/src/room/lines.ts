import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import type { GatewaySettings } from '../config.js';

/** Counts the lines that are open: no address and no person has them all. */
@Injectable()
export class Lines {
  private all = 0;
  private readonly ofAddress = new Map<string, number>();
  private readonly ofPerson = new Map<string, number>();

  constructor(@Inject(SETTINGS) private readonly settings: GatewaySettings) {}

  get count(): number {
    return this.all;
  }

  /** Until the function that is returned is called. Problems: overloaded. */
  take(address: string): () => void {
    const { roomLinesMax, roomLinesPerAddress } = this.settings;
    const here = this.ofAddress.get(address) ?? 0;
    if (this.all >= roomLinesMax || here >= roomLinesPerAddress) throw new Problem('overloaded', { retryAfterS: 5 });
    this.all += 1;
    const giveBack = add(this.ofAddress, address);
    return once(() => {
      this.all -= 1;
      giveBack();
    });
  }

  /** The same for a person, once it is known whose line it is. Problems: overloaded. */
  takeFor(personId: string): () => void {
    if ((this.ofPerson.get(personId) ?? 0) >= this.settings.roomLinesPerPerson) {
      throw new Problem('overloaded', { retryAfterS: 5 });
    }
    return once(add(this.ofPerson, personId));
  }
}

function add(counts: Map<string, number>, key: string): () => void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  return () => {
    const left = (counts.get(key) ?? 1) - 1;
    if (left > 0) counts.set(key, left);
    else counts.delete(key);
  };
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
