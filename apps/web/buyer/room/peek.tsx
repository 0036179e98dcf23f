import type { Item } from '#room/protocol.js';
import { Price } from '../ui/price.js';
import { say } from '../words/say.js';

const SHOWN = 3;

/** The first of the shelf, where there is room below a wide picture and nothing is explained just then. */
export function Peek({ bag, onOpen }: { bag: Item[]; onOpen: () => void }) {
  return (
    <ul class="plain peek" aria-label={say('shelf')}>
      {bag.slice(0, SHOWN).map((item, at) => (
        <li key={item.skuId}>
          <button type="button" class="row-button" aria-haspopup="dialog" onClick={onOpen}>
            <i class="number">{at + 1}</i>
            <span class="grow">{item.title}</span>
            <Price of={item.priceFen} size="small" />
          </button>
        </li>
      ))}
    </ul>
  );
}
