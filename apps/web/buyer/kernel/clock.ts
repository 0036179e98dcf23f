/** How far this device's clock is from the server's: countdowns and days go by the server's. */
let ahead = 0;

/** The Date header of an answer says the second in which it was written. */
export function hearServerTime(date: string | null): void {
  const heard = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(heard)) return;
  const difference = heard + 500 - Date.now();
  // Within a second it is the same clock: no countdown jumps for it.
  if (Math.abs(difference - ahead) > 1_000) ahead = difference;
}

export const serverNow = (): number => Date.now() + ahead;
