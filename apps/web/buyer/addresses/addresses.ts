import { ask } from '../door/door.js';
import type { Address } from '../door/shapes.js';

declare const REGIONS_ADDRESS: string;

export const listAddresses = async (): Promise<Address[]> =>
  (await ask<{ addresses: Address[] }>('GET', '/me/addresses')).addresses;

export const saveAddress = async ({ addressId, ...address }: Address): Promise<Address[]> =>
  (await ask<{ addresses: Address[] }>('PUT', `/me/addresses/${addressId}`, address)).addresses;

export const removeAddress = async (addressId: string): Promise<Address[]> =>
  (await ask<{ addresses: Address[] }>('DELETE', `/me/addresses/${addressId}`)).addresses;

export interface Region {
  code: string;
  name: string;
}

let loading: Promise<Region[]> | undefined;

/** All provinces, prefectures and counties; fetched when the first address is shown. */
export function regions(): Promise<Region[]> {
  loading ??= fetch(REGIONS_ADDRESS)
    .then((answer) => answer.json() as Promise<string[]>)
    .then((lines) => lines.map((line) => ({ code: line.slice(0, 6), name: line.slice(6) })))
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

export const provinceOf = (code: string) => `${code.slice(0, 2)}0000`;
export const prefectureOf = (code: string) => `${code.slice(0, 4)}00`;

/** What lies directly below; a prefecture that only stands for its counties is passed over. */
export function below(all: Region[], code: string): Region[] {
  if (code === '') return all.filter((region) => region.code.endsWith('0000'));
  if (code.endsWith('0000')) {
    const within = all.filter((region) => region.code.startsWith(code.slice(0, 2)) && region.code !== code);
    return within
      .filter((region) => region.code.endsWith('00'))
      .map((region) => (region.name === '' ? { ...region, name: nameOf(all, code) } : region));
  }
  if (code.endsWith('00')) {
    return all.filter((region) => region.code.startsWith(code.slice(0, 4)) && region.code !== code);
  }
  return [];
}

export const nameOf = (all: Region[], code: string) => all.find((region) => region.code === code)?.name ?? '';

/** 甘肃省定西市安定区 */
export const wholeNameOf = (all: Region[], code: string): string =>
  [...new Set([provinceOf(code), prefectureOf(code), code].map((one) => nameOf(all, one)))].join('');
