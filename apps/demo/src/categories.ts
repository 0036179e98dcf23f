import { CategoryId } from '#kernel/id.js';
import type { Specialty } from './specialties.js';

export const categoryOf = ({ id }: Specialty) => CategoryId.derive('specialty', id);

const topOf = (group: string) => CategoryId.derive('group', group);

/** Top categories first: a child names one that stands before it. The same under every seed, as they are everybody's. */
export function categoriesOf(specialties: readonly Specialty[]) {
  const groups = [...new Set(specialties.map(({ group }) => group))];
  return [
    ...groups.map((group) => ({ categoryId: topOf(group), name: group, parentId: '' })),
    ...specialties.map((one) => ({ categoryId: categoryOf(one), name: one.name, parentId: topOf(one.group) })),
  ];
}
