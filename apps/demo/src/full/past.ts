import { addDays } from '../day.js';

/** Two years that are over, so that no clock has a say: the same seed makes the same past for ever. */
export const PAST = { from: '2024-11-01', days: 730 };
export const PAST_UNTIL = addDays(PAST.from, PAST.days - 1);

export const LINES = 400_000;
export const PRODUCTS_OF_A_SPECIALTY = 29;
export const LOTS = 4_000;
export const SESSIONS = 2_400;
export const BUYERS = 60_000;
