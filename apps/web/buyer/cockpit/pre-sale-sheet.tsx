import { useState } from 'preact/hooks';
import { RegionChoice } from '../addresses/address-form.js';
import { ask, query } from '../door/door.js';
import type { ProductSummary } from '../door/shapes.js';
import { newId } from '../kernel/ids.js';
import { fenOfYuan } from '../kernel/money.js';
import { useAsked, useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Sheet } from '../ui/sheet.js';
import { Coming, Failed, Spinner, Wrong } from '../ui/states.js';
import { Chips, Choice, Search } from './choices.js';
import type { HarvestToCome, Supplier } from './shapes.js';
import { gramsOf } from './weight.js';
import { WhenField } from './when-fields.js';
import { say } from './words.js';

const SHARES = [20, 40, 60, 80];
const SOMEBODY_NEW = 'new';
const KINDS = { HOUSEHOLD: 'household', COOPERATIVE: 'cooperative', FIRM: 'firm' } as const;
const YUAN = '[0-9]{1,6}([.][0-9]{1,2})?';
const KILOGRAMS = '[0-9]{1,6}([.][0-9]{1,3})?';

interface Asked {
  productId: string;
  supplierId: string;
  supplierName: string;
  supplierKind: keyof typeof KINDS;
  originCode: string;
  grade: string;
  expectedOn: string;
  kilograms: string;
  /** Percent. */
  share: number;
  shipWithinDays: string;
  keepsDays: string;
  pricePerKg: string;
  referencePerKg: string;
}

const BEGINNING: Asked = {
  ...{ productId: '', supplierId: '', supplierName: '', supplierKind: 'HOUSEHOLD', originCode: '', grade: '' },
  ...{ expectedOn: '', kilograms: '', share: 60, shipWithinDays: '7', keepsDays: '30' },
  ...{ pricePerKg: '', referencePerKg: '' },
};

interface PreSaleSheetProps {
  companyId: string;
  onClose: () => void;
  onOpened: (preSale: HarvestToCome) => void;
}

/** What will be harvested, whose it is, how much of it may be sold and by when it leaves. */
export function PreSaleSheet({ companyId, onClose, onOpened }: PreSaleSheetProps) {
  const known = useAsked(`suppliers ${companyId}`, async () => {
    return (await ask<{ suppliers: Supplier[] }>('GET', `/companies/${companyId}/suppliers`)).suppliers;
  });
  return (
    <Sheet title={say('newPreSale')} onClose={onClose} tall>
      {known.value && <Form companyId={companyId} known={known.value} onOpened={onOpened} />}
      {!known.value && (known.problem ? <Failed problem={known.problem} again={known.again} /> : <Coming />)}
    </Sheet>
  );
}

interface FormProps extends Omit<PreSaleSheetProps, 'onClose'> {
  known: Supplier[];
}

function Form({ companyId, known, onOpened }: FormProps) {
  const [ids] = useState(() => ({ lotId: newId(), supplierId: newId() }));
  const [asked, setAsked] = useState<Asked>(() => ({
    ...BEGINNING,
    supplierId: known.length === 0 ? SOMEBODY_NEW : '',
  }));
  const { doing, problem, run } = useDoing();
  const change = (part: Partial<Asked>) => setAsked({ ...asked, ...part });
  const save = (event: Event) => {
    event.preventDefault();
    void run(async () => onOpened(await open(companyId, asked, ids)));
  };
  return (
    <form class="form" onSubmit={save}>
      <Product companyId={companyId} asked={asked} change={change} />
      <Origin known={known} asked={asked} change={change} />
      <HowMuch asked={asked} change={change} />
      <Wrong problem={problem} />
      <button type="submit" class="button wide" disabled={doing || asked.originCode === ''}>
        {doing ? <Spinner /> : say('save')}
      </button>
    </form>
  );
}

/** Who is new is made known first; all of it under ids that stay, so that it may be sent again. */
async function open(companyId: string, asked: Asked, ids: { lotId: string; supplierId: string }) {
  const { productId, originCode, grade, expectedOn } = asked;
  const isNew = asked.supplierId === SOMEBODY_NEW;
  const supplierId = isNew ? ids.supplierId : asked.supplierId;
  if (isNew) {
    const supplier = { supplierId, name: asked.supplierName, kind: asked.supplierKind, regionCode: originCode };
    await ask('POST', `/companies/${companyId}/suppliers`, supplier);
  }
  const { preSale } = await ask<{ preSale: HarvestToCome }>('POST', `/companies/${companyId}/pre-sales`, {
    ...{ lotId: ids.lotId, productId, supplierId, originCode, grade, expectedOn },
    ...{ expectedG: gramsOf(asked.kilograms), shareBp: asked.share * 100 },
    ...{ shipWithinDays: Number(asked.shipWithinDays), keepsDays: Number(asked.keepsDays) },
    pricePerKgFen: String(fenOfYuan(asked.pricePerKg) ?? ''),
    referencePerKgFen: String(fenOfYuan(asked.referencePerKg) ?? ''),
  });
  return preSale;
}

interface Part {
  asked: Asked;
  change: (part: Partial<Asked>) => void;
}

function Product({ companyId, asked, change }: Part & { companyId: string }) {
  const [q, setQ] = useState('');
  const goods = useAsked(`own ${companyId} ${q}`, async () => {
    const page = `/products${query({ companyId, q, pageSize: 50 })}`;
    return (await ask<{ products: ProductSummary[] }>('GET', page)).products;
  });
  return (
    <>
      <Search label={say('searchOwn')} onWords={setQ} />
      <Wrong problem={goods.problem} />
      <Choice
        label={say('whichProduct')}
        options={(goods.value ?? []).map(({ productId, title }) => ({ value: productId, text: title }))}
        value={asked.productId}
        onValue={(productId) => change({ productId })}
      />
    </>
  );
}

function Origin({ known, asked, change }: Part & { known: Supplier[] }) {
  const names = known.map(({ supplierId, name }) => ({ value: supplierId, text: name }));
  return (
    <>
      {known.length > 0 && (
        <Choice
          label={say('whoGrows')}
          options={[...names, { value: SOMEBODY_NEW, text: say('newSupplier') }]}
          value={asked.supplierId}
          onValue={(supplierId) => change({ supplierId })}
        />
      )}
      {asked.supplierId === SOMEBODY_NEW && (
        <>
          <Field
            label={say('supplierName')}
            required
            maxLength={80}
            value={asked.supplierName}
            onValue={(supplierName) => change({ supplierName })}
          />
          <Chips
            label={say('whoGrows')}
            options={(Object.keys(KINDS) as Asked['supplierKind'][]).map((value) => ({
              value,
              text: say(KINDS[value]),
            }))}
            value={asked.supplierKind}
            onValue={(supplierKind) => change({ supplierKind })}
          />
        </>
      )}
      <RegionChoice code={asked.originCode} onCode={(originCode) => change({ originCode })} />
      <Field label={say('grade')} required maxLength={40} value={asked.grade} onValue={(grade) => change({ grade })} />
    </>
  );
}

function HowMuch({ asked, change }: Part) {
  return (
    <>
      <div class="side-by-side">
        <WhenField
          kind="date"
          label={say('expectedOn')}
          value={asked.expectedOn}
          onValue={(expectedOn) => change({ expectedOn })}
          required
        />
        <Field
          label={say('expectedKg')}
          inputMode="decimal"
          required
          pattern={KILOGRAMS}
          value={asked.kilograms}
          onValue={(kilograms) => change({ kilograms })}
        />
      </div>
      <p class="hint">{say('shareIs')}</p>
      <Chips
        label={say('shareOf')}
        options={SHARES.map((value) => ({ value, text: `${value}%` }))}
        value={asked.share}
        onValue={(share) => change({ share })}
      />
      <div class="side-by-side">
        <Field
          label={say('shipWithin')}
          inputMode="numeric"
          required
          pattern="[1-9]|[12][0-9]|30"
          value={asked.shipWithinDays}
          onValue={(shipWithinDays) => change({ shipWithinDays })}
        />
        <Field
          label={say('keepsDays')}
          inputMode="numeric"
          required
          pattern="[1-9][0-9]{0,2}|1000"
          value={asked.keepsDays}
          onValue={(keepsDays) => change({ keepsDays })}
        />
      </div>
      <div class="side-by-side">
        <Field
          label={say('pricePerKg')}
          inputMode="decimal"
          required
          pattern={YUAN}
          value={asked.pricePerKg}
          onValue={(pricePerKg) => change({ pricePerKg })}
        />
        <Field
          label={say('referencePerKg')}
          inputMode="decimal"
          required
          pattern={YUAN}
          value={asked.referencePerKg}
          onValue={(referencePerKg) => change({ referencePerKg })}
        />
      </div>
    </>
  );
}
