import { fen, money } from '../kernel/money.js';
import type { Figures, MetricDefinition } from './shapes.js';
import { say } from './words.js';

const NONE = '—';

/** A figure as its unit is read; a dash where there is nothing to divide by, or where it cannot be told apart. */
export function shownFigure(figures: Figures, { metric, unit }: MetricDefinition): string {
  const [group = '', field = ''] = metric.split('.');
  if (group === 'refunds') {
    return figures.refunds
      .map((cohort) => `${say('days', cohort.days)} ${shown((cohort as Record<string, unknown>)[field], unit)}`)
      .join('\n');
  }
  const value = figures[group];
  return shown(field === '' ? value : (value as Record<string, unknown> | undefined)?.[field], unit);
}

function shown(value: unknown, unit: MetricDefinition['unit']): string {
  if (typeof value !== 'string' && typeof value !== 'number') return NONE;
  if (unit === 'fen') return money(fen(String(value)));
  const number = Number(value);
  if (unit === 'bp') return `${(number / 100).toFixed(2)}%`;
  if (unit === 'seconds') return duration(number);
  return number.toLocaleString('en-US');
}

/** 3_725 → "1:02:05" */
function duration(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
