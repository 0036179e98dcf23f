import { fen, money, moneyParts, type FenText } from '../kernel/money.js';

interface PriceProps {
  of: FenText | bigint | undefined;
  size?: 'small' | 'middle' | 'large';
  from?: string;
  struck?: boolean;
}

/** The yuan large, the rest small; read aloud as one amount. */
export function Price({ of, size = 'middle', from, struck }: PriceProps) {
  const amount = typeof of === 'bigint' ? of : fen(of);
  const { sign, yuan, rest } = moneyParts(amount);
  if (struck) return <s class="price struck">{money(amount)}</s>;
  return (
    <span class={`price ${size}`}>
      <span aria-hidden="true">
        {sign}
        <small>¥</small>
        <b>{yuan}</b>
        <small>{rest}</small>
        {from && <i>{from}</i>}
      </span>
      <span class="unseen">
        {money(amount)}
        {from}
      </span>
    </span>
  );
}
