import type { Template } from './freight.js';

/** A template as the seller reads it, and can save it again with a change. */
export const toTemplateAnswer = (freightTemplateId: string, { version, tareG, zones, refused }: Template) => ({
  template: {
    freightTemplateId,
    version,
    tareG: Number(tareG),
    zones: zones.map(({ regions, firstG, furtherG, ...zone }) => ({
      ...zone,
      regionCodes: regions,
      firstG: Number(firstG),
      furtherG: Number(furtherG),
    })),
    refused: refused.map(({ regions, reason }) => ({ regionCodes: regions, reason })),
  },
});
