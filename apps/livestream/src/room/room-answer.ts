import type { JsonObject } from '@bufbuild/protobuf';

/** A fact as a row's JSON has it. */
export interface FactRow {
  seq: number;
  kind: string;
  at: number;
  body: JsonObject;
}

export const toFact = ({ seq, kind, at, body }: FactRow) => ({ seq: BigInt(seq), kind, at: BigInt(at), body });
