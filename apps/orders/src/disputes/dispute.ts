import { Fen } from '#kernel/fen.js';

// A dispute's money moves when the provider's entries say so, not when its status does. What is told late, twice or in
// another order changes nothing.

export type DisputeStatus = 'OPEN' | 'HELD' | 'WON' | 'LOST';

export interface DisputeState {
  status: DisputeStatus;
  heldFen: Fen;
}

/** A dispute as its provider shows it now; all sums count up only. */
export interface ShownDispute {
  status: 'OPEN' | 'WON' | 'LOST';
  takenFen: Fen;
  takenFeeFen: Fen;
  returnedFen: Fen;
  returnedFeeFen: Fen;
}

export interface DisputeStep {
  step: 'HELD' | 'WON' | 'LOST';
  amountFen: Fen;
  feeFen: Fen;
}

/** What has to be booked, in order; nothing is booked twice. */
export function look(state: DisputeState, shown: ShownDispute): { state: DisputeState; steps: DisputeStep[] } {
  if (state.status === 'WON' || state.status === 'LOST') return { state, steps: [] };
  const steps: DisputeStep[] = [];
  let { status, heldFen } = state;

  if (status === 'OPEN' && shown.takenFen > 0n) {
    [status, heldFen] = ['HELD', shown.takenFen];
    steps.push({ step: 'HELD', amountFen: heldFen, feeFen: shown.takenFeeFen });
  }
  // Won: the money is on its way back until it is there.
  const onItsWay = shown.status === 'WON' && heldFen > 0n && shown.returnedFen === 0n;
  if (shown.status === 'OPEN' || onItsWay) return { state: { status, heldFen }, steps };

  if (shown.returnedFen > 0n) {
    steps.push({ step: 'WON', amountFen: shown.returnedFen, feeFen: shown.returnedFeeFen });
  }
  const keptFen = (heldFen - shown.returnedFen) as Fen;
  if (keptFen > 0n) steps.push({ step: 'LOST', amountFen: keptFen, feeFen: Fen.zero });
  return { state: { status: shown.status, heldFen }, steps };
}
