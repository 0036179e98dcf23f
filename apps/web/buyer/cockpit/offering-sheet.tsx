import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import type { Product } from '../door/shapes.js';
import { newId } from '../kernel/ids.js';
import { useAsked, useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Sheet } from '../ui/sheet.js';
import { Coming, Failed, Spinner, Wrong } from '../ui/states.js';
import { Choice } from './choices.js';
import type { HarvestToCome } from './shapes.js';
import { say } from './words.js';

interface OfferingSheetProps {
  at: string;
  preSale: HarvestToCome;
  onClose: () => void;
  onOffered: () => void;
}

/** Pieces of a SKU, against what may be sold of a harvest. */
export function OfferingSheet({ at, preSale, onClose, onOffered }: OfferingSheetProps) {
  const product = useAsked(`product ${preSale.productId}`, async () => {
    return (await ask<{ product: Product }>('GET', `/products/${preSale.productId}`)).product;
  });
  const [offeringId] = useState(newId);
  const [chosen, choose] = useState('');
  const [pieces, setPieces] = useState('');
  const { doing, problem, run } = useDoing();
  const skus = product.value?.skus ?? [];
  const sku = skus.find(({ skuId }) => skuId === chosen) ?? skus[0];
  const most = sku ? Math.floor((Number(preSale.capacityG) - Number(preSale.offeredG)) / sku.weightG) : 0;
  const offer = (event: Event) => {
    event.preventDefault();
    const offering = { offeringId, skuId: sku?.skuId, pieces: Number(pieces) };
    void run(() => ask('POST', `${at}/${preSale.lotId}/offerings`, offering)).then((done) => done && onOffered());
  };
  return (
    <Sheet title={say('putOnSale')} onClose={onClose}>
      {!product.value && (product.problem ? <Failed problem={product.problem} again={product.again} /> : <Coming />)}
      {product.value && !sku && <p class="hint">{say('noSku')}</p>}
      {sku && (
        <form class="form" onSubmit={offer}>
          <Choice
            label={say('whichSku')}
            options={skus.map(({ skuId, title }) => ({ value: skuId, text: title }))}
            value={sku.skuId}
            onValue={choose}
          />
          <Field
            label={say('howManyPieces')}
            inputMode="numeric"
            required
            pattern="[1-9][0-9]{0,6}"
            hint={say('atMostPieces', most)}
            value={pieces}
            onValue={setPieces}
          />
          <Wrong problem={problem} />
          <button type="submit" class="button wide" disabled={doing || pieces === ''}>
            {doing ? <Spinner /> : say('putOnSale')}
          </button>
        </form>
      )}
    </Sheet>
  );
}
