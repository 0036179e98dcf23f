import type { Random } from '../random.js';

// What a picture of produce is put together from: pieces of SVG on a paper of 480 by 480.

export type Shape = (x: number, y: number, size: number, random: Random) => string;

const at = (x: number, y: number, size: number, drawing: string, turn = 0) =>
  `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size})">${drawing}</g>`;

const leaf = (x: number, y: number, turn: number, colour = '#5f9c55') =>
  `<path transform="translate(${x} ${y}) rotate(${turn})" d="M0 0c10-16 28-20 40-16-4 16-20 26-40 16Z" fill="${colour}"/>`;

/** A round fruit with a stem, light falling from the left. */
export const fruit =
  (colour: string, shade: string, { stem = true, blush = '' } = {}): Shape =>
  (x, y, size) =>
    at(
      x,
      y,
      size,
      `<circle r="50" fill="${colour}"/><path d="M-50 0a50 50 0 0 0 100 0c-16 26-84 26-100 0Z" fill="${shade}" opacity=".55"/>` +
        (blush ? `<ellipse cx="14" cy="-6" rx="26" ry="30" fill="${blush}" opacity=".5"/>` : '') +
        '<ellipse cx="-18" cy="-20" rx="12" ry="16" fill="#fff" opacity=".35"/>' +
        (stem
          ? `<path d="M0-46q2-18 14-24" stroke="#5b3d1f" stroke-width="6" fill="none" stroke-linecap="round"/>${leaf(8, -58, 0)}`
          : ''),
    );

export const pear =
  (colour: string, shade: string): Shape =>
  (x, y, size) =>
    at(
      x,
      y,
      size,
      `<path d="M0-66c20 0 22 26 28 44 8 22 24 30 24 54a52 42 0 0 1-104 0c0-24 16-32 24-54 6-18 8-44 28-44Z" fill="${colour}"/>` +
        `<path d="M-52 30a52 42 0 0 0 104 2c-20 24-84 24-104-2Z" fill="${shade}" opacity=".5"/>` +
        '<ellipse cx="-18" cy="4" rx="9" ry="22" fill="#fff" opacity=".35"/><path d="M0-62q0-16 10-24" stroke="#5b3d1f" stroke-width="6" fill="none" stroke-linecap="round"/>',
    );

export const melon =
  (colour: string, line: string): Shape =>
  (x, y, size) =>
    at(
      x,
      y,
      size,
      `<ellipse rx="76" ry="58" fill="${colour}"/><g stroke="${line}" stroke-width="4" fill="none" opacity=".6"><path d="M-74-8q74-44 148 0M-74 12q74 44 148 0M-30-53q-24 52 0 106M30-53q24 52 0 106"/></g><ellipse cx="-26" cy="-24" rx="18" ry="9" fill="#fff" opacity=".35"/>`,
    );

export const bulb =
  (colour: string, line: string): Shape =>
  (x, y, size) =>
    at(
      x,
      y,
      size,
      `<path d="M0-62c4 18 54 26 54 70 0 26-24 42-54 42s-54-16-54-42c0-44 50-52 54-70Z" fill="${colour}"/><path d="M0-56c-20 30-24 70-12 104M0-56c20 30 24 70 12 104M-4-44c-34 20-44 50-36 76M4-44c34 20 44 50 36 76" stroke="${line}" stroke-width="4" fill="none" opacity=".6"/>`,
    );

export const potato: Shape = (x, y, size, random) =>
  at(
    x,
    y,
    size,
    '<path d="M-62 6c0-34 28-48 62-48s64 16 64 46-30 42-66 42-60-12-60-40Z" fill="#d9b472"/><path d="M-60 12c10 34 108 36 124-4 0 26-30 38-66 38s-58-12-58-34Z" fill="#b98c48" opacity=".5"/><path d="M-26-10h4m26 12h4m18-18h4m-40 28h4" stroke="#8d6a35" stroke-width="6" stroke-linecap="round"/>',
    random.between(0, 40) - 20,
  );

export const chilli: Shape = (x, y, size, random) =>
  at(
    x,
    y,
    size,
    '<path d="M-60-8c30-18 80-14 124 20-40 0-90 12-124-20Z" fill="#c4281b"/><path d="M-60-8c34 20 80 14 124 20-40 4-92 10-124-20Z" fill="#8e1710" opacity=".6"/><path d="M-58-8q-14-4-22-16" stroke="#4f7b34" stroke-width="8" stroke-linecap="round" fill="none"/>',
    random.between(0, 360),
  );

export const date =
  (colour: string, shade: string): Shape =>
  (x, y, size, random) =>
    at(
      x,
      y,
      size,
      `<ellipse rx="44" ry="30" fill="${colour}"/><path d="M-36 4q36 22 72 0M-30-10q30 14 60 0" stroke="${shade}" stroke-width="4" fill="none" opacity=".7"/><ellipse cx="-14" cy="-12" rx="12" ry="5" fill="#fff" opacity=".3"/>`,
      random.between(0, 180),
    );

export const walnut: Shape = (x, y, size, random) =>
  at(
    x,
    y,
    size,
    '<circle r="44" fill="#c49a63"/><path d="M0-44v88M-30-28q18 16 8 30t6 26M30-28q-18 16-8 30t-6 26" stroke="#8a6337" stroke-width="5" fill="none"/>',
    random.between(0, 180),
  );

export const mushroom =
  (cap: string, stem: string): Shape =>
  (x, y, size, random) =>
    at(
      x,
      y,
      size,
      `<path d="M-16 0h32l6 46q-22 12-44 0Z" fill="${stem}"/><path d="M-58 8c0-40 28-58 58-58s58 18 58 58q-58 22-116 0Z" fill="${cap}"/><path d="M-30-22l12 10m16-22 6 14m18-6 10 12" stroke="#fff" stroke-width="5" opacity=".45" stroke-linecap="round"/>`,
      random.between(0, 60) - 30,
    );

export const morel: Shape = (x, y, size, random) =>
  at(
    x,
    y,
    size,
    '<path d="M-14 10h28l6 46q-20 10-40 0Z" fill="#efe2c4"/><path d="M0-66c34 0 42 50 34 80q-34 18-68 0c-8-30 0-80 34-80Z" fill="#8d6a45"/><g fill="#5d4229"><ellipse cx="-12" cy="-36" rx="7" ry="10"/><ellipse cx="12" cy="-38" rx="7" ry="10"/><ellipse cx="0" cy="-14" rx="7" ry="10"/><ellipse cx="-22" cy="-10" rx="6" ry="9"/><ellipse cx="22" cy="-10" rx="6" ry="9"/></g>',
    random.between(0, 40) - 20,
  );

export const cabbage: Shape = (x, y, size) =>
  at(
    x,
    y,
    size,
    '<path d="M0 70c-50 0-62-40-56-84s30-60 56-60 50 16 56 60-6 84-56 84Z" fill="#bcd98a"/><path d="M0 72c-34-10-44-50-34-96 8-30 60-30 68 0 10 46 0 86-34 96Z" fill="#dcebb2"/><path d="M0 74V-40M0 40c-18-14-26-34-26-56M0 40c18-14 26-34 26-56" stroke="#fff" stroke-width="8" fill="none" opacity=".9" stroke-linecap="round"/><path d="M-52-20c-8-34 18-56 52-56s60 22 52 56c-10-18-20-12-26-26-8 10-18 6-26-4-8 10-18 14-26 4-6 14-16 8-26 26Z" fill="#8fbf5f"/>',
  );

export const egg: Shape = (x, y, size) =>
  at(
    x,
    y,
    size,
    '<path d="M0-50c26 0 40 36 40 58a40 40 0 0 1-80 0c0-22 14-58 40-58Z" fill="#e8bd92"/><ellipse cx="-12" cy="-12" rx="9" ry="15" fill="#fff" opacity=".45"/>',
  );

/** Many small ones: grain, berries, buds. */
export const heap =
  (colours: string[], { r = 7, count = 190, long = 1 } = {}): Shape =>
  (x, y, size, random) => {
    const pieces = Array.from({ length: count }, () => {
      const across = (random.between(0, 2_000) - 1_000) / 1_000;
      const up = (random.between(0, 1_000) / 1_000) * (1 - across * across);
      const turn = random.between(0, 180);
      const px = Math.round(across * 150);
      const py = Math.round(-up * 78);
      return {
        py,
        drawing: `<ellipse transform="translate(${px} ${py}) rotate(${turn})" rx="${r * long}" ry="${r}" fill="${random.pick(colours)}"/>`,
      };
    });
    const body = `<path d="M-156 6c20-70 80-96 156-96s136 26 156 96Z" fill="${colours[0]}"/>`;
    return at(x, y, size, body + pieces.map(({ drawing }) => drawing).join(''));
  };

export const sliced =
  (meat: string, fat: string): Shape =>
  (x, y, size) =>
    at(
      x,
      y,
      size,
      `<path d="M-130 20c-10-60 40-96 120-92 84 4 148 34 140 84-6 44-70 62-140 58-66-4-112-12-120-50Z" fill="${meat}"/><path d="M-130 20c-10-60 40-96 120-92 84 4 148 34 140 84" fill="none" stroke="${fat}" stroke-width="16" stroke-linecap="round"/><g stroke="${fat}" stroke-width="6" fill="none" stroke-linecap="round" opacity=".85"><path d="M-80 0q30-26 66-16t60-12M-70 34q50-22 90-8t70-18M-20-40q30 10 60 2M30 46q30-10 60-4"/></g>`,
    );

export const roots =
  (colour: string, shade: string): Shape =>
  (x, y, size, random) => {
    const one = (nth: number) => {
      const lift = random.between(0, 26) - 13;
      return `<path d="M-150 ${nth * 15 + lift}q70 ${random.between(0, 30) - 15} 140 0t150 ${random.between(0, 24) - 12}" stroke="${nth % 2 ? colour : shade}" stroke-width="${random.between(12, 19)}" stroke-linecap="round" fill="none"/>`;
    };
    return at(
      x,
      y,
      size,
      [-4, -3, -2, -1, 0, 1, 2, 3, 4].map(one).join('') +
        '<path d="M-30-84q12 84 0 166M-14-86q12 86 0 170" stroke="#b5301c" stroke-width="9" fill="none"/>',
      -16,
    );
  };

export const strands =
  (colour: string, shade: string, width: number): Shape =>
  (x, y, size) => {
    const lines = Array.from({ length: Math.floor(200 / width) }, (_, nth) => {
      const left = -100 + nth * width;
      return `<path d="M${left} -110c-10 70 12 140 0 220" stroke="${nth % 2 ? colour : shade}" stroke-width="${width - 1.5}" fill="none" stroke-linecap="round"/>`;
    });
    return at(
      x,
      y,
      size,
      `${lines.join('')}<rect x="-116" y="-24" width="232" height="48" rx="6" fill="#b5301c"/><path d="M-60 0H60" stroke="#f7e3b6" stroke-width="7" stroke-linecap="round"/>`,
      8,
    );
  };

export const bottle =
  (content: string, cap = '#7a5527'): Shape =>
  (x, y, size) =>
    at(
      x,
      y,
      size,
      `<path d="M-22-150h44v50c0 20 44 34 44 80v130a22 22 0 0 1-22 22H-44a22 22 0 0 1-22-22V-20c0-46 44-60 44-80Z" fill="${content}"/><path d="M-54-10v110" stroke="#fff" stroke-width="12" stroke-linecap="round" opacity=".35"/><rect x="-26" y="-172" width="52" height="34" rx="8" fill="${cap}"/><rect x="-66" y="10" width="132" height="70" fill="#fbf3df"/><path d="M-40 36h80M-40 56h52" stroke="#b08a4a" stroke-width="7" stroke-linecap="round"/>`,
    );

export const jar =
  (content: string): Shape =>
  (x, y, size) =>
    at(
      x,
      y,
      size,
      `<rect x="-96" y="-90" width="192" height="200" rx="34" fill="${content}"/><path d="M-74-60v120" stroke="#fff" stroke-width="14" stroke-linecap="round" opacity=".4"/><rect x="-88" y="-128" width="176" height="46" rx="12" fill="#c9973f"/><path d="M-88-100h176" stroke="#a5762a" stroke-width="6"/><rect x="-96" y="-10" width="192" height="70" fill="#fdf6e6"/><path d="M-62 16H62M-62 36H24" stroke="#c3a263" stroke-width="7" stroke-linecap="round"/>`,
    );

export const sack =
  (mark: string): Shape =>
  (x, y, size) =>
    at(
      x,
      y,
      size,
      `<path d="M-100-110h200c-12 40 16 90 16 150 0 66-36 82-116 82s-116-16-116-82c0-60 28-110 16-150Z" fill="#ece0c6"/><path d="M-100-110h200v26h-200Z" fill="#d8c7a2"/><circle cy="26" r="58" fill="${mark}" opacity=".9"/><path d="M0 58V2m0 18c-18 0-24-14-24-24 16 0 24 10 24 24Zm0 0c18 0 24-14 24-24-16 0-24 10-24 24Z" stroke="#fff" stroke-width="5" fill="none" stroke-linecap="round"/>`,
    );

export const chicken: Shape = (x, y, size) =>
  at(
    x,
    y,
    size,
    '<ellipse rx="120" ry="82" fill="#b56a25"/><ellipse cx="-20" cy="-22" rx="70" ry="40" fill="#d98f3f" opacity=".8"/><path d="M84 30c40 10 66 0 84-20" stroke="#b56a25" stroke-width="34" stroke-linecap="round"/><circle cx="170" cy="8" r="12" fill="#f3e7d0"/><path d="M60 52c30 26 60 30 84 20" stroke="#a45d1e" stroke-width="32" stroke-linecap="round"/><circle cx="148" cy="70" r="11" fill="#f3e7d0"/>',
  );

export const strips =
  (colour: string, shade: string): Shape =>
  (x, y, size, random) =>
    at(
      x,
      y,
      size,
      Array.from(
        { length: 11 },
        (_, nth) =>
          `<rect x="${-120 + (nth % 4) * 56}" y="${-60 + Math.floor(nth / 4) * 44}" width="96" height="28" rx="12" fill="${nth % 2 ? colour : shade}" transform="rotate(${random.between(0, 50) - 25} 0 0)"/>`,
      ).join(''),
    );

export const grapes =
  (colour: string, shade: string): Shape =>
  (x, y, size) => {
    const rows = [5, 5, 4, 3, 2, 1].flatMap((many, row) =>
      Array.from({ length: many }, (_, nth) => {
        const cx = (nth - (many - 1) / 2) * 44;
        return `<circle cx="${cx}" cy="${row * 36}" r="25" fill="${(nth + row) % 2 ? colour : shade}"/><circle cx="${cx - 8}" cy="${row * 36 - 8}" r="6" fill="#fff" opacity=".4"/>`;
      }),
    );
    return at(
      x,
      y - 90,
      size,
      `<path d="M0-20v-40" stroke="#6a4a24" stroke-width="8" stroke-linecap="round"/>${leaf(2, -46, 10)}${rows.join('')}`,
    );
  };

export const cherries: Shape = (x, y, size) =>
  at(
    x,
    y,
    size,
    '<path d="M-34 10Q-10-60 30-84M36 20Q30-50 30-84" stroke="#57803b" stroke-width="6" fill="none" stroke-linecap="round"/><circle cx="-36" cy="30" r="36" fill="#a8142a"/><circle cx="38" cy="42" r="36" fill="#bd1c33"/><circle cx="-48" cy="18" r="9" fill="#fff" opacity=".4"/><circle cx="26" cy="30" r="9" fill="#fff" opacity=".4"/>',
  ) + leaf(x + 26 * size, y - 84 * size, 0);
