import type { PreSale } from '../door/shapes.js';
import { say } from '../words/say.js';

type Days = Pick<PreSale, 'expectedOn' | 'shipBy'>;

/** A small mark on what is not harvested yet, with the last day on which it leaves. */
export const PreSaleTag = ({ of }: { of: Days | undefined }) =>
  of ? <span class="tag green">{say('preSaleBy', of.shipBy)}</span> : null;

/** What the buyer should know before they pay for it. */
export const PreSaleNotice = ({ of }: { of: Days | undefined }) =>
  of ? <p class="notice">{say('preSaleNotice', of.expectedOn, of.shipBy)}</p> : null;
