// A clock that is part of the picture: bars for machines, digits for people. Both are drawn by ffmpeg from the time at
// which the frame was made, so whoever sees the frame knows how old it is, wherever it went meanwhile.

/** Time of a frame, ms, by its lowest 24 bits: it comes round every 4.6 hours. */
export const CLOCK_BITS = 24;
export const CLOCK_ROUND_MS = 2 ** CLOCK_BITS;

/** In pixels of the picture. One white bar and one black lead, the bits follow, the lowest first; then their parity. */
export const BARS = { x: 4, y: 2, width: 22, height: 10, lead: 2 };

const DIGIT = { x: 250, y: 66, width: 14, height: 26, thick: 3, step: 20, colon: 10 };
const DAY_S = 86_400;
const CHINA_S = 8 * 3_600;
// Which digits light a segment, by bits: of the top, the upper right …
const SEGMENTS: { digits: number[]; box: [x: number, y: number, width: number, height: number] }[] = [
  { digits: [0, 2, 3, 5, 6, 7, 8, 9], box: [0, 0, DIGIT.width, DIGIT.thick] },
  { digits: [0, 1, 2, 3, 4, 7, 8, 9], box: [DIGIT.width - DIGIT.thick, 0, DIGIT.thick, DIGIT.height / 2] },
  {
    digits: [0, 1, 3, 4, 5, 6, 7, 8, 9],
    box: [DIGIT.width - DIGIT.thick, DIGIT.height / 2, DIGIT.thick, DIGIT.height / 2],
  },
  { digits: [0, 2, 3, 5, 6, 8, 9], box: [0, DIGIT.height - DIGIT.thick, DIGIT.width, DIGIT.thick] },
  { digits: [0, 2, 6, 8], box: [0, DIGIT.height / 2, DIGIT.thick, DIGIT.height / 2] },
  { digits: [0, 4, 5, 6, 8, 9], box: [0, 0, DIGIT.thick, DIGIT.height / 2] },
  { digits: [2, 3, 4, 5, 6, 8, 9], box: [0, DIGIT.height / 2 - 1, DIGIT.width, DIGIT.thick] },
];

/** Filters of ffmpeg that draw the clock into what comes; after them frames follow each other evenly again. */
export function clockFilters(framesPerSecond: number, now: number): string[] {
  const base = Math.floor(now / CLOCK_ROUND_MS) * CLOCK_ROUND_MS;
  return [
    'settb=1/1000',
    `setpts='floor(RTCTIME/1000)-${base}'`,
    ...bars(),
    ...digits(base),
    `setpts='N/${framesPerSecond}/TB'`,
  ];
}

function bars(): string[] {
  const { x, y, width, height, lead } = BARS;
  const at = (place: number) => x + place * width;
  const ground = box([x - 2, y - 2, (lead + CLOCK_BITS + 1) * width + 4, height + 4], 'black');
  const ms = 'floor(t*1000+0.5)';
  const bits = Array.from({ length: CLOCK_BITS }, (_, bit) => `mod(floor(${ms}/${2 ** bit}),2)`);
  return [
    ground,
    box([at(0), y, width, height], 'white'),
    ...bits.map((bit, nth) => box([at(lead + nth), y, width, height], 'white', bit)),
    box([at(lead + CLOCK_BITS), y, width, height], 'white', `mod(${bits.join('+')},2)`),
  ];
}

function digits(base: number): string[] {
  const second = `mod(floor(t)+${(Math.floor(base / 1_000) + CHINA_S) % DAY_S},${DAY_S})`;
  const { x, y, step, colon, height } = DIGIT;
  const places = [
    [x, `floor(${second}/36000)`],
    [x + step, `mod(floor(${second}/3600),10)`],
    [x + 2 * step + colon, `mod(floor(${second}/600),6)`],
    [x + 3 * step + colon, `mod(floor(${second}/60),10)`],
    [x + 4 * step + 2 * colon, `mod(floor(${second}/10),6)`],
    [x + 5 * step + 2 * colon, `mod(${second},10)`],
  ] as const;
  const colons = [2, 4].map((after, nth) => x + after * step + nth * colon);
  return [
    box([x - 8, y - 6, 6 * step + 2 * colon + 12, height + 12], 'black@0.55'),
    ...places.flatMap(([left, digit]) =>
      SEGMENTS.map(({ digits: lit, box: [dx, dy, width, tall] }) => {
        const mask = lit.reduce((sum, one) => sum + 2 ** one, 0);
        return box([left + dx, y + dy, width, tall], 'white', `mod(floor(${mask}/pow(2,${digit})),2)`);
      }),
    ),
    ...colons.flatMap((left) => [7, 17].map((dy) => box([left, y + dy, 3, 3], 'white'))),
  ];
}

function box([x, y, width, height]: [number, number, number, number], colour: string, when?: string): string {
  const drawn = `drawbox=x=${x}:y=${y}:w=${width}:h=${height}:color=${colour}:t=fill`;
  return when === undefined ? drawn : `${drawn}:enable='${when}'`;
}

/** What the bars say; undefined where they are no clock. `luma` gives 0 to 255 at a place of the picture. */
export function readClock(luma: (x: number, y: number) => number): number | undefined {
  const { x, y, width, height, lead } = BARS;
  const isLit = (place: number) => luma(x + place * width + width / 2, y + height / 2) > 127;
  if (!isLit(0) || isLit(1)) return undefined;
  let value = 0;
  let lit = 0;
  for (let bit = 0; bit < CLOCK_BITS; bit += 1) {
    if (!isLit(lead + bit)) continue;
    value += 2 ** bit;
    lit += 1;
  }
  return lit % 2 === (isLit(lead + CLOCK_BITS) ? 1 : 0) ? value : undefined;
}
