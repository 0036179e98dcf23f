import { Problem } from '#problems/problem.js';

interface DriverError {
  code?: string;
  message?: string;
  driverError?: DriverError;
}

/** PostgreSQL's own code of an error, through whatever wrapped it: '23505'. */
export function sqlState(error: unknown): string | undefined {
  const { code, driverError } = (error ?? {}) as DriverError;
  return driverError?.code ?? code;
}

/** Serialization failure or deadlock: the same work may succeed when tried again. */
export const isRetryable = (error: unknown) => ['40001', '40P01'].includes(sqlState(error) ?? '');

export const isUniqueViolation = (error: unknown) => sqlState(error) === '23505';

/** The database is not there, is starting, is stopping, or went away in the middle: nobody knows whether it committed. */
export function isDatabaseDown(error: unknown): boolean {
  const state = sqlState(error) ?? '';
  if (/^(08|57P|53)/.test(state) || ['25P03', '57014', '55P03'].includes(state)) return true;
  if (/^E(CONN|PIPE|HOSTUNREACH|TIMEDOUT|AI_AGAIN|NOTFOUND)/.test(state)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Driver not Connected|timeout expired|Query runner already released/i.test(
    (error as DriverError)?.message ?? '',
  );
}

/** What a caller may know of a database error. */
export const asProblem = (error: unknown): unknown => (isDatabaseDown(error) ? new Problem('unavailable') : error);
