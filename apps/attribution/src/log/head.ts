/** How far the log has come: the index it gives next, and the last journal row it took. */
export interface Head {
  epoch: bigint;
  nextIndex: bigint;
  /** xid8 as text. */
  cursorXid: string;
  cursorJournal: string;
}

export interface Step {
  /** Journal rows whose turn it was. */
  taken: number;
  /** Where the head stands now; absent if nothing was taken, or a newer leader has moved it. */
  head: Omit<Head, 'epoch'> | undefined;
  /** Whether rows wait for transactions older than theirs to end. */
  behind: boolean;
}
