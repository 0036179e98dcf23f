/** How far this device's clock is from the server's: countdowns and days go by the server's. */
let ahead = 0;

/** What time an answer was written, or a frame: by the server's clock, ms. */
export function hearServerTime(at: number): void {
  if (Number.isNaN(at)) return;
  const difference = at - Date.now();
  // Within a second it is the same clock: no countdown jumps for it.
  if (Math.abs(difference - ahead) > 1_000) ahead = difference;
}

/** The Date header of an answer tells the second in which it was written. */
export const hearDate = (date: string | null): void => hearServerTime(date === null ? NaN : Date.parse(date) + 500);

export const serverNow = (): number => Date.now() + ahead;
