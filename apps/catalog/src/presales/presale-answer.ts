import { missingOf, type PreSale, type Standing } from './presale.js';

export const toPreSale = (preSale: PreSale) => ({
  lotId: preSale.lotId,
  productId: preSale.productId,
  expectedOn: preSale.expectedOn,
  expectedG: preSale.expectedG,
  shareBp: preSale.shareBp,
  capacityG: preSale.capacityG,
  offeredG: preSale.offeredG,
  shipBy: preSale.shipBy,
  harvestedOn: preSale.harvestedOn ?? '',
  massG: preSale.massG,
  missingG: missingNow(preSale),
  skus: preSale.skus.map(({ skuId, title, promised, free }) => ({ skuId, title, offered: promised, left: free })),
  settled: preSale.settled,
});

function missingNow(preSale: PreSale): bigint {
  if (preSale.harvestedOn === null || preSale.settled) return 0n;
  const missing = missingOf(standingsOf(preSale), preSale.massG);
  return missing > 0n ? missing : 0n;
}

export const standingsOf = ({ skus }: Pick<PreSale, 'skus'>): Standing[] =>
  skus.map(({ skuId, netG, promised, free }) => ({
    ...{ skuId, netG: BigInt(netG), promised: BigInt(promised), free: BigInt(free) },
  }));
