import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import type { Product } from '../door/shapes.js';
import { useAsked } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Coming, Empty, Failed } from '../ui/states.js';
import { AtDesk } from './at-desk.js';
import { HarvestSheet } from './harvest-sheet.js';
import { OfferingSheet } from './offering-sheet.js';
import { PreSaleSheet } from './pre-sale-sheet.js';
import type { HarvestToCome } from './shapes.js';
import { kilograms } from './weight.js';
import { say, type Word } from './words.js';

/** What is sold before it is harvested: said, put on sale, and closed with what really grew. */
export function PreSalesPage({ id }: { id: string }) {
  return (
    <AtDesk companyId={id} title={say('preSales')}>
      {({ companyId, isSeller }) =>
        isSeller ? <PreSales companyId={companyId} /> : <Empty icon="leaf" title={say('forSellers')} />
      }
    </AtDesk>
  );
}

type Open = { sheet: 'new' } | { sheet: 'offering' | 'harvest'; preSale: HarvestToCome };

function PreSales({ companyId }: { companyId: string }) {
  const at = `/companies/${companyId}/pre-sales`;
  const list = useAsked(at, async () => {
    const { preSales } = await ask<{ preSales: HarvestToCome[] }>('GET', at);
    return { preSales, titles: await titlesOf(preSales) };
  });
  const [open, setOpen] = useState<Open>();
  if (!list.value) return list.problem ? <Failed problem={list.problem} again={list.again} /> : <Coming />;

  const { preSales, titles } = list.value;
  const close = () => setOpen(undefined);
  const closeAndLook = () => {
    close();
    list.again();
  };
  const titleOf = ({ productId }: HarvestToCome) => titles.get(productId) ?? '';
  return (
    <>
      <header class="plan-head">
        <p class="hint grow">{say('preSalesAre')}</p>
        <button type="button" class="button" onClick={() => setOpen({ sheet: 'new' })}>
          <Icon name="plus" size={20} /> {say('newPreSale')}
        </button>
      </header>
      {preSales.length === 0 && <Empty icon="leaf" title={say('noPreSales')} />}
      {preSales.map((preSale) => (
        <Shown
          key={preSale.lotId}
          preSale={preSale}
          title={titleOf(preSale)}
          onOffer={() => setOpen({ sheet: 'offering', preSale })}
          onHarvest={() => setOpen({ sheet: 'harvest', preSale })}
        />
      ))}
      {open?.sheet === 'new' && (
        <PreSaleSheet
          companyId={companyId}
          onClose={close}
          onOpened={(preSale) => {
            list.again();
            // It sells nothing before there are pieces of it on sale.
            setOpen({ sheet: 'offering', preSale });
          }}
        />
      )}
      {open?.sheet === 'offering' && (
        <OfferingSheet at={at} preSale={open.preSale} onClose={close} onOffered={closeAndLook} />
      )}
      {open?.sheet === 'harvest' && (
        <HarvestSheet
          at={at}
          preSale={open.preSale}
          title={titleOf(open.preSale)}
          onClose={close}
          onNoted={closeAndLook}
        />
      )}
    </>
  );
}

interface ShownProps {
  preSale: HarvestToCome;
  title: string;
  onOffer: () => void;
  onHarvest: () => void;
}

function Shown({ preSale, title, onOffer, onHarvest }: ShownProps) {
  const { word, colour } = stateOf(preSale);
  const isOpen = preSale.harvestedOn === '';
  return (
    <section class="card pre-sale" aria-label={title}>
      <header class="bag-head">
        <h2 class="grow">{title}</h2>
        <span class={`tag ${colour}`}>{say(word)}</span>
      </header>
      <p class="hint">
        {isOpen
          ? say('expects', preSale.expectedOn, kilograms(preSale.expectedG))
          : say('harvestedIs', preSale.harvestedOn, kilograms(preSale.massG))}
        {' · '}
        {say('leavesBy', preSale.shipBy)}
      </p>
      <p class="hint">{say('offeredOf', kilograms(preSale.offeredG), kilograms(preSale.capacityG))}</p>
      {preSale.missingG !== '0' && <p class="wrong">{say('missing', kilograms(preSale.missingG))}</p>}
      <ul class="plain">
        {preSale.skus.map((sku) => (
          <li key={sku.skuId} class="bag-line">
            <span class="grow">{sku.title}</span>
            <span class="hint">{say('soldOf', sku.offered - sku.left, sku.offered)}</span>
          </li>
        ))}
      </ul>
      {isOpen && (
        <div class="buttons">
          <button
            type="button"
            class="button quiet small"
            aria-label={`${say('putOnSale')} ${title}`}
            onClick={onOffer}
          >
            <Icon name="plus" size={18} /> {say('putOnSale')}
          </button>
          <button
            type="button"
            class="button quiet small"
            aria-label={`${say('noteHarvest')} ${title}`}
            onClick={onHarvest}
          >
            <Icon name="check" size={18} /> {say('noteHarvest')}
          </button>
        </div>
      )}
    </section>
  );
}

function stateOf({ harvestedOn, missingG, settled }: HarvestToCome): { word: Word; colour: string } {
  if (harvestedOn === '') return { word: 'grows', colour: 'warm' };
  if (settled) return { word: 'isSettled', colour: 'green' };
  return { word: missingG === '0' ? 'isHarvested' : 'isShort', colour: missingG === '0' ? 'green' : 'red' };
}

/** What products are called; a harvest says only which one it is of. */
async function titlesOf(preSales: HarvestToCome[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(preSales.map(({ productId }) => productId))];
  const titles = await Promise.all(
    ids.map((productId) =>
      ask<{ product: Product }>('GET', `/products/${productId}`).then(
        ({ product }) => product.title,
        () => '',
      ),
    ),
  );
  return new Map(ids.map((id, nth) => [id, titles[nth] ?? '']));
}
