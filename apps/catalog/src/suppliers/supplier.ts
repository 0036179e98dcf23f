export type SupplierKind = 'HOUSEHOLD' | 'COOPERATIVE' | 'FIRM';

/** What anybody is told: a co-operative and a firm by their name; of a household, which is people, the family name. */
export function publicNameOf(name: string, kind: SupplierKind): string {
  return kind === 'HOUSEHOLD' ? `${[...name][0] ?? ''}家` : name;
}
