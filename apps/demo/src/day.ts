const DAY_MS = 86_400_000;

/** A day so many days later, as YYYY-MM-DD. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** 1 to 12. */
export const monthOf = (day: string): number => Number(day.slice(5, 7));

/** An hour of a day in Asia/Shanghai. */
export const at = (day: string, hour: number): Date => new Date(`${day}T${String(hour).padStart(2, '0')}:00:00+08:00`);
