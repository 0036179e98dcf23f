import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Specialty {
  id: string;
  name: string;
  group: string;
  form: 'primary' | 'processed';
  /** Where it grows or is made; the first is the best known for it. */
  countyCodes: [string, ...string[]];
  /** First and last month, both included. */
  harvestMonths: [number, number];
  storage: 'ambient' | 'cool' | 'chilled' | 'frozen';
  shelfLifeDays: number;
  packGrams: [number, ...number[]];
  /** Lowest and highest grade. */
  retailFenPerKg: [number, number];
  purchaseFenPerKg: [number, number];
  /** What the market of the day pays the farmer; null for what is made, not grown. */
  localFarmgateFenPerKg: number | null;
  gradeScheme: string;
  popularity: number;
}

interface Packaging {
  name: string;
  keepsCold: boolean;
  maxNetGrams: number;
  tareGrams: number;
}

interface Reference {
  storage: Record<Specialty['storage'], string>;
  grades: Record<string, [string, ...string[]]>;
  counties: Record<string, string>;
  packaging: Packaging[];
  specialties: Specialty[];
}

/** Plausible figures about Gansu's produce; the file says what they are not. */
export const reference: Reference = JSON.parse(readFileSync(join(sourceFolder(), 'gansu-specialties.json'), 'utf8'));

export const gradesOf = ({ gradeScheme }: Specialty) => reference.grades[gradeScheme] ?? ['标准'];

export const countyName = (code: string) => reference.counties[code] ?? code;

/** Data files are read from the source tree, also by the built code. */
function sourceFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'apps/demo/src');
}
