import { gradesOf, reference, type Specialty } from './specialties.js';

// Whole fen and grams throughout: what is divided is divided as bigint.

/** Between the lowest and the highest grade, in even steps. */
export function perKgAt([lowest, highest]: [number, number], specialty: Specialty, grade: string): bigint {
  const grades = gradesOf(specialty);
  const steps = Math.max(grades.length - 1, 1);
  const step = Math.max(grades.indexOf(grade), 0);
  return BigInt(lowest) + (BigInt(highest - lowest) * BigInt(step)) / BigInt(steps);
}

/** The larger pack is 4 % cheaper by the kilogram; prices end on a whole jiao. */
export function priceOf(perKgFen: bigint, netG: number, packAt: number): bigint {
  const fen = (perKgFen * BigInt(netG) * BigInt(100 - 4 * packAt)) / 100_000n;
  return ((fen + 9n) / 10n) * 10n;
}

// What keeps for longer than this in the cold travels without ice.
const ICE_WITHIN_DAYS = 30;

/** What bag, box or ice weigh: the lightest that takes it, or else two of the largest. */
export function tareOf({ storage, shelfLifeDays }: Specialty, netG: number): number {
  const needsIce = storage === 'frozen' || (storage === 'chilled' && shelfLifeDays <= ICE_WITHIN_DAYS);
  const packaging = reference.packaging.filter(({ keepsCold }) => keepsCold === needsIce);
  const fitting = packaging.filter(({ maxNetGrams }) => maxNetGrams >= netG).map(({ tareGrams }) => tareGrams);
  return fitting.length > 0 ? Math.min(...fitting) : 2 * Math.max(...packaging.map(({ tareGrams }) => tareGrams));
}
