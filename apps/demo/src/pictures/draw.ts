import sharp from 'sharp';
import { Random } from '../random.js';
import { stillOf, type Still } from './produce.js';

// The other core has a system to start.
sharp.concurrency(1);

const EDGE = 480;
const QUALITY = 86;

const PAPERS: [string, string][] = [
  ['#fbf1dc', '#f0dcb4'],
  ['#f4f1e0', '#dfe3bf'],
  ['#fbeee2', '#f1d3bb'],
  ['#f1f2ea', '#d5e0cf'],
];

const UNDER: Record<Still['on'], string> = {
  table: '',
  board:
    '<rect x="56" y="292" width="368" height="92" rx="46" fill="#c08c50"/><path d="M96 322h250M120 352h210" stroke="#a06f38" stroke-width="5" stroke-linecap="round" opacity=".6"/>',
  bowl: '',
  basket: '<path d="M70 262h340l-34 128a24 24 0 0 1-24 18H128a24 24 0 0 1-24-18Z" fill="#a9783c"/>',
};

// What stands before the goods, so that they lie in it.
const BEFORE: Record<Still['on'], string> = {
  table: '',
  board: '',
  bowl: '<path d="M74 272h332c0 74-60 122-166 122S74 346 74 272Z" fill="#fdf9f0"/><path d="M74 272h332c-1 10-3 20-6 30H80c-3-10-5-20-6-30Z" fill="#2f6f8f" opacity=".85"/><path d="M180 394h120v14q-60 12-120 0Z" fill="#e6dcc6"/>',
  basket:
    '<path d="M66 282q174 40 348 0l-36 116a24 24 0 0 1-24 18H126a24 24 0 0 1-24-18Z" fill="#c99a56"/><path d="M84 322q156 34 312 0M96 358q144 28 288 0M150 300l10 112M204 306l4 110M276 306l-4 110M330 300l-10 112" stroke="#9a6d34" stroke-width="7" fill="none" opacity=".75"/><path d="M66 282q174 40 348 0" stroke="#8a5f2b" stroke-width="14" fill="none" stroke-linecap="round"/>',
};

/** An illustration of a specialty, always the same for the same seed: WebP. */
export function draw(specialtyId: string, seed: string): Promise<Buffer> {
  const random = new Random(seed, 'picture', specialtyId);
  const [light, dark] = random.pick(PAPERS);
  const { on, pieces } = stillOf(specialtyId);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480" width="${EDGE}" height="${EDGE}">`,
    `<defs><radialGradient id="p" cx=".4" cy=".3" r=".9"><stop stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></radialGradient></defs>`,
    '<rect width="480" height="480" fill="url(#p)"/><path d="M0 330q240-26 480 0v150H0Z" fill="#b98d55" opacity=".22"/>',
    '<ellipse cx="240" cy="396" rx="176" ry="26" fill="#5b3d1f" opacity=".18"/>',
    UNDER[on],
    ...pieces.map(([shape, x, y, size]) => shape(x, y, size, random)),
    BEFORE[on],
    '</svg>',
  ].join('');
  return sharp(Buffer.from(svg)).webp({ quality: QUALITY }).toBuffer();
}
