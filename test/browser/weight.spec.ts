import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const dist = join(process.cwd(), 'apps/web/dist');
const BUDGET = 45 * 1024;

/** What a browser is told to fetch before anything is shown: the page, its style, its scripts. */
const firstView = () => {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  return ['/index.html', ...[...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address]) => address!)];
};

describe('The first view', () => {
  it('weighs 45 KB at most, compressed as it is sent', () => {
    const weights = firstView().map((address) => [address, statSync(join(dist, `${address}.br`)).size] as const);

    const sum = weights.reduce((total, [, weight]) => total + weight, 0);
    console.log(`first view: ${(sum / 1024).toFixed(1)} KB in ${weights.length} files`);
    expect(sum).toBeLessThanOrEqual(BUDGET);
  });

  it('has every file compressed beside it, and nothing inline', () => {
    const html = readFileSync(join(dist, 'index.html'), 'utf8');
    const files = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(js|css|html|svg|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));

    expect(files.filter((file) => !existsSync(`${file}.br`))).toEqual([]);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
  });
});
