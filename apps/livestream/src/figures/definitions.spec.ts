import type { DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { SellingFiguresSchema } from '#contracts/tianjian/livestream/v1/figures_pb.js';
import { definitions } from './definitions.js';

/** "paidFen", "audience.views": every figure there is, by where it stands. */
const figuresOf = (message: DescMessage, path = ''): string[] =>
  message.fields.flatMap((field) =>
    field.message ? figuresOf(field.message, `${path}${field.jsonName}.`) : [`${path}${field.jsonName}`],
  );

describe('Every figure', () => {
  // Which cohort it is, is no figure.
  const figures = figuresOf(SellingFiguresSchema).filter((figure) => figure !== 'refunds.days');

  it('is defined once, and nothing else is', () => {
    expect(definitions.map(({ metric }) => metric).sort()).toEqual(figures.sort());
  });

  it('that is a ratio names what it is made of, which is told, too', () => {
    for (const { metric, numerator, denominator } of definitions) {
      expect([metric, numerator === undefined]).toEqual([metric, denominator === undefined]);
      if (numerator && denominator) expect(figures).toEqual(expect.arrayContaining([numerator, denominator]));
    }
  });
});
