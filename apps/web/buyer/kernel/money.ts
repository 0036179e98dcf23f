/** Fen as the doors answer them: whole numbers as text. They are never turned into fractions. */
export type FenText = string;

export const fen = (text: FenText | undefined): bigint => BigInt(text === undefined || text === '' ? 0 : text);

/** 128050 → { yuan: "1,280", rest: ".50" } */
export function moneyParts(amount: bigint): { sign: string; yuan: string; rest: string } {
  const whole = amount < 0n ? -amount : amount;
  const yuan = String(whole / 100n).replace(/\B(?=(\d{3})+$)/g, ',');
  return { sign: amount < 0n ? '-' : '', yuan, rest: `.${String(whole % 100n).padStart(2, '0')}` };
}

export function money(amount: bigint): string {
  const { sign, yuan, rest } = moneyParts(amount);
  return `${sign}¥${yuan}${rest}`;
}

/** What a person typed as yuan, in fen; undefined where it is no amount. */
export function fenOfYuan(text: string): bigint | undefined {
  const found = /^\s*(\d{1,7})(?:[.。](\d{1,2}))?\s*$/.exec(text);
  if (!found) return undefined;
  const [, yuan = '0', rest = ''] = found;
  return BigInt(yuan) * 100n + BigInt(rest.padEnd(2, '0'));
}
