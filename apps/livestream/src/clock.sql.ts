import type { Tx } from '#database/tx.js';

/** The database's clock, which is the same for every instance; it stands still within a transaction. */
export async function clockOf(tx: Tx): Promise<Date> {
  const [clock] = await tx.sql<{ now: Date }>`SELECT now() AS now`;
  return clock?.now ?? new Date();
}
