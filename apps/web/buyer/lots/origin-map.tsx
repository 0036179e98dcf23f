import { say } from '../words/say.js';

// A sketch, not a survey: the province's outline by a few dozen points, its prefectures by their seats.
const OUTLINE: [number, number][] = [
  [92.6, 39.2], [93.2, 40.7], [95.1, 41.7], [97.2, 42.7], [97.9, 41.6], [100, 40.9], [99.6, 40], [100.9, 39.4],
  [102, 39.2], [103, 38.6], [103.9, 39.3], [104.6, 37.5], [105.6, 37.4], [104.6, 36.5], [105.4, 35.7], [106.4, 35.2],
  [106.5, 36.2], [106.9, 37.1], [108.6, 36.5], [108.6, 35.3], [107.2, 34.9], [106.5, 34.6], [106.3, 33.6], [105.5, 32.7],
  [104.4, 32.8], [104.1, 33.6], [102.5, 33.4], [101, 33.7], [101.8, 34.3], [102.7, 34.9], [103, 35.9], [102.7, 36.6],
  [102.5, 37.2], [101, 38], [100.1, 38.3], [99, 38.9], [97.6, 38.7], [96.4, 38.4], [95, 38.7], [94.2, 38.5], [92.6, 39.2],
]; // prettier-ignore

const SEATS: Record<string, [number, number]> = {
  '6201': [103.8, 36.1], '6202': [98.3, 39.8], '6203': [102.2, 38.5], '6204': [104.2, 36.5], '6205': [105.7, 34.6],
  '6206': [102.6, 37.9], '6207': [100.4, 38.9], '6208': [106.7, 35.5], '6209': [98.5, 39.7], '6210': [107.6, 35.7],
  '6211': [104.6, 35.6], '6212': [104.9, 33.4], '6229': [103.2, 35.6], '6230': [102.9, 35],
}; // prettier-ignore

const WIDTH = 340;
const HEIGHT = 220;

/** Degrees to the paper: a degree of longitude is shorter up here. */
const at = ([longitude, latitude]: [number, number]): [number, number] => [
  12 + (longitude - 92.6) * 19.6,
  12 + (42.7 - latitude) * 19.6 * 1.02,
];

/** Where in Gansu: nothing for what was grown elsewhere. */
export function OriginMap({ code, name }: { code: string; name: string }) {
  const seat = SEATS[code.slice(0, 4)];
  if (!seat) return null;
  const [x, y] = at(seat);
  const outline = OUTLINE.map((point) =>
    at(point)
      .map((value) => value.toFixed(1))
      .join(','),
  ).join(' ');
  return (
    <figure class="origin">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={say('mapOf', name)}>
        <polygon points={outline} />
        {Object.entries(SEATS).map(([prefecture, point]) => {
          const [cx, cy] = at(point);
          return <circle key={prefecture} class="seat" cx={cx} cy={cy} r="2.5" />;
        })}
        <circle class="halo" cx={x} cy={y} r="16" />
        <path class="mark" d={`M${x} ${y}c-6-8-9-12-9-17a9 9 0 0 1 18 0c0 5-3 9-9 17Z`} />
        <circle class="eye" cx={x} cy={y - 17} r="3.5" />
      </svg>
      <figcaption class="hint">{say('mapSketch')}</figcaption>
    </figure>
  );
}
