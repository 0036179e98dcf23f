import { Injectable } from '@nestjs/common';

/** Where a crash would leave an order half done. Tests cut here; nothing else hangs on it. */
export type Step =
  | 'place: held'
  | 'place: placed'
  | 'open: created at the provider'
  | 'wallet: played'
  | 'wallet: settled'
  | 'webhook: stored'
  | 'close: cancelled at the provider'
  | 'rescue: held again'
  | 'refund: written'
  | 'refund: asked'
  | 'weighing: written'
  | 'events: page stored'
  | 'dispute: fetched'
  | 'balance: page stored';

@Injectable()
export class Steps {
  /** Said after each step that cannot be undone. */
  async reached(_step: Step): Promise<void> {}
}
