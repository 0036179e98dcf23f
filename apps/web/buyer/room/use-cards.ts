import { useEffect, useState } from 'preact/hooks';
import { ask, query } from '../door/door.js';
import type { SkuCard } from '../door/shapes.js';

const AT_ONCE = 50;
const known = new Map<string, SkuCard>();
const asked = new Set<string>();

/** Pictures and list prices of these SKUs, as they come; what does not come is done without. */
export function useCards(skuIds: string[]): ReadonlyMap<string, SkuCard> {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const missing = skuIds.filter((skuId) => !asked.has(skuId));
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const some = missing.slice(at, at + AT_ONCE);
      for (const skuId of some) asked.add(skuId);
      ask<{ skus: SkuCard[] }>('GET', `/skus${query({ skuIds: some })}`)
        .then(({ skus }) => {
          for (const card of skus) known.set(card.skuId, card);
          setTurn((before) => before + 1);
        })
        .catch(() => {
          for (const skuId of some) asked.delete(skuId);
        });
    }
  }, [skuIds.join()]);
  return known;
}
