import type { CompanyId, LiveSessionId, PersonId, PublishId, StreamKeyId } from '#kernel/id.js';
import { Problem, invalid } from '#problems/problem.js';
import type { Duty, Shift } from '../shifts/shift.js';

export type StreamState = 'NONE' | 'ON' | 'LOST' | 'OVER';

/** The stream of a session that keys were given out for. */
export interface Stream {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  lastSerial: bigint;
  /** Keys of a lower serial open no door any more. */
  deniedBelow: bigint;
  state: StreamState;
  publishId: PublishId | null;
  heardSeq: bigint;
  personId: PersonId | null;
  playUrl: string;
  recordedFrom: Date | null;
}

/** A key that was given out, but for what is secret of it. */
export interface GivenKey {
  keyId: StreamKeyId;
  serial: bigint;
  personId: PersonId;
  issuedAt: Date;
  expiresAt: Date;
}

export const KEY_LASTS_S = 12 * 3_600;
const GRACE_MAX_S = 3_600;
const AROUND_SHIFT_MS = 15 * 60_000;

interface Roster {
  shifts: Shift[];
  onDuty: Duty | undefined;
  isSeller: boolean;
}

/** Who is on the plan now, a quarter of an hour early or late, or on duty; a seller also where nothing is planned. */
export function isOnRoster(personId: PersonId, { shifts, onDuty, isSeller }: Roster, now: Date): boolean {
  if (onDuty?.personId === personId) return true;
  if (shifts.length === 0) return isSeller;
  return shifts.some(
    (shift) =>
      shift.personId === personId &&
      shift.startsAt.getTime() - AROUND_SHIFT_MS <= now.getTime() &&
      now.getTime() < shift.endsAt.getTime() + AROUND_SHIFT_MS,
  );
}

/** Whether somebody else streams just now. Problems: stream.taken. */
export function assertNotTaken({ state, personId }: Stream, wanting: PersonId, takeOver: boolean): void {
  const isStreamed = state === 'ON' || state === 'LOST';
  if (isStreamed && personId !== null && personId !== wanting && !takeOver) throw new Problem('stream.taken');
}

export function parseGrace(graceS: number): number {
  if (graceS < 0 || graceS > GRACE_MAX_S) throw invalid('graceS', `0 to ${GRACE_MAX_S}`);
  return graceS;
}

export function parseSerial(upTo: bigint): bigint {
  if (upTo < 0n) throw invalid('upToSerial', 'the serial of a key, or 0');
  return upTo;
}

/** What an edge says of a publisher. */
export interface Word {
  liveSessionId: LiveSessionId;
  publishId: PublishId;
  personId: PersonId | null;
  edgeId: string;
  at: Date;
  /** Rises with each word of an edge. */
  seq: bigint;
  state: Exclude<StreamState, 'NONE'>;
  /** Where viewers find it; empty where nothing new is said about that. */
  playUrl: string;
  tookOver: PublishId | null;
  endReason: string | null;
}

/** Publish ids rise with time, and one publish is on one edge: whatever order words come in, the last one said holds. */
export function isNews({ publishId, seq }: Word, { publishId: heardOf, heardSeq }: Stream): boolean {
  if (heardOf === null || publishId > heardOf) return true;
  return publishId === heardOf && seq > heardSeq;
}
