import { ask, query } from '../door/door.js';
import type { ShownLot } from '../door/shapes.js';
import { dayOf } from '../kernel/days.js';
import { documentWord } from '../products/documents.js';
import { ShopLine } from '../products/shop-line.js';
import { addressOf, usePlace } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Coming, Failed } from '../ui/states.js';
import { locale, say, type Word } from '../words/say.js';
import { OriginMap } from './origin-map.js';

const KINDS: Record<ShownLot['supplierKind'], Word> = {
  HOUSEHOLD: 'household',
  COOPERATIVE: 'cooperative',
  FIRM: 'firm',
};

/** Where a harvest comes from, and what proves it. */
export function LotPage({ id }: { id: string }) {
  const productId = usePlace().query.get('of') ?? '';
  const asked = useAsked(`lot ${id}`, async () => {
    const { lots } = await ask<{ lots: ShownLot[] }>('GET', `/products/${productId}/lots${query({ lotId: id })}`);
    return lots[0];
  });
  const lot = asked.value;
  return (
    <Page title={say('lot')} back="/goods">
      {lot ? <Shown lot={lot} /> : asked.problem ? <Failed problem={asked.problem} again={asked.again} /> : <Coming />}
    </Page>
  );
}

interface SessionOfLot {
  liveSessionId: string;
  title: string;
  startsAt?: string;
}

/** The shows in which pieces of it were bought; nothing where there were none. */
function SoldIn({ lot: { companyId, lotId } }: { lot: ShownLot }) {
  const asked = useAsked(`sold ${lotId}`, () =>
    ask<{ sessions: SessionOfLot[] }>('GET', `/shops/${companyId}/lots/${lotId}/live-sessions`),
  );
  const sessions = asked.value?.sessions ?? [];
  if (sessions.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('soldIn')}</h2>
      <ul class="plain">
        {sessions.map(({ liveSessionId, title, startsAt }) => (
          <li key={liveSessionId}>
            <Link class="row-button" href={addressOf('room', liveSessionId)}>
              <Icon name="air" />
              <span class="grow">
                <b>{title}</b>
                {startsAt && <span class="hint">{dayOf(startsAt, locale())}</span>}
              </span>
              <Icon name="right" size={18} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Shown({ lot }: { lot: ShownLot }) {
  return (
    <>
      {lot.recalled && (
        <p class="notice bad" role="alert">
          {say('recalled')}
        </p>
      )}
      <section class="card lot-head">
        <h2>{lot.productTitle}</h2>
        <p class="lot-origin">
          <Icon name="pin" /> {lot.originName}
        </p>
        <OriginMap code={lot.originCode} name={lot.originName} />
      </section>
      <section class="card">
        <dl class="facts">
          <dt>{say(lot.preSale ? 'expectedOn' : 'harvestedOn')}</dt>
          <dd>{lot.harvestedOn}</dd>
          <dt>{say('grade')}</dt>
          <dd>{lot.grade}</dd>
          <dt>{say(KINDS[lot.supplierKind])}</dt>
          <dd>{lot.supplierName}</dd>
          <dt>{say('freshUntil')}</dt>
          <dd>{lot.expiresOn}</dd>
          <dt>{say('lotNumber')}</dt>
          <dd class="code">{lot.lotId}</dd>
        </dl>
      </section>
      <section class="card">
        <h2>{say('certificates')}</h2>
        {lot.certificates.length === 0 ? (
          <p class="hint">{say('noCertificates')}</p>
        ) : (
          <ul class="plain">
            {lot.certificates.map(({ kind, number, expiresOn }) => (
              <li key={`${kind} ${number}`} class="row-button">
                <Icon name="shield" />
                <span class="grow">
                  <b>{documentWord(kind)}</b>
                  <span class="hint">{say('certificateIs', number, expiresOn)}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <SoldIn lot={lot} />
      <section class="card">
        <ShopLine companyId={lot.companyId} />
        <Link class="row-button" href={addressOf('product', lot.productId)}>
          <span class="grow">{say('toProduct')}</span>
          <Icon name="right" size={18} />
        </Link>
      </section>
    </>
  );
}
