const PATHS = {
  air: 'M4 9a8 8 0 0 1 16 0M7 10a5 5 0 0 1 10 0M12 10v0M12 13v8M8 21h8',
  leaf: 'M20 4c-9 0-15 4-15 11 0 2 .7 3.6 1.5 5M20 4c0 9-4 14-10 14-1.5 0-2.8-.3-4-.9M6.5 20C8 15 11 11.5 15 9.5',
  cart: 'M3 4h2.2l2 11.2h10.3L20 7H6M9 20.2h.01M16.5 20.2h.01',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6 6 18',
  bag: 'M6 8h12l1 12.5H5L6 8ZM9 8V7a3 3 0 0 1 6 0v1',
  heart: 'M12 20S4 15 4 9.3C4 6.5 6 5 8 5c1.7 0 3.2 1 4 2.6C12.8 6 14.3 5 16 5c2 0 4 1.5 4 4.3C20 15 12 20 12 20Z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  pin: 'M12 21s6.5-6 6.5-11a6.5 6.5 0 1 0-13 0c0 5 6.5 11 6.5 11ZM12 12a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.3l3.5 2',
  check: 'M5 12.5 10 17.5 19.5 7',
  right: 'M9 5l7 7-7 7',
  top: 'M5 4h14M12 20V9M6 14.5l6-6 6 6',
  up: 'M12 20V5M6 11l6-6 6 6',
  down: 'M12 4v15M6 13l6 6 6-6',
  ticket: 'M3 8V6h18v2a4 4 0 0 0 0 8v2H3v-2a4 4 0 0 0 0-8ZM14 7v2M14 11v2M14 15v2',
  bolt: 'M13 3 5 13.5h6L10 21l8.5-11h-6L13 3Z',
  truck:
    'M3 6h11v10H3V6ZM14 10h4l3 3v3h-7v-6ZM7 19a1.8 1.8 0 1 0 0-3.6A1.8 1.8 0 0 0 7 19ZM17.5 19a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  shield: 'M12 3l7.5 3v5.5c0 4.6-3 8-7.5 9.5-4.5-1.5-7.5-4.9-7.5-9.5V6L12 3ZM8.5 12l2.6 2.6L15.8 10',
  bell: 'M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 1.5h-15L6 16.5ZM10 20.5h4',
  chat: 'M4 5h16v11H10l-4.5 4V16H4V5Z',
  send: 'M4 11.5 20 4l-5 16-3.5-6.5L4 11.5Z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4.5 4.5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4V8ZM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z',
  box: 'M12 3l8 4v10l-8 4-8-4V7l8-4ZM4 7l8 4 8-4M12 11v10',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  play: 'M7 4.5v15l12-7.5-12-7.5Z',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  silent: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM16 9.5l5 5M21 9.5l-5 5',
  off: 'M3 3l18 18M8.5 12.5a5 5 0 0 1 2.7-1.4M5 9a11 11 0 0 1 3.5-2.3M12 6a11 11 0 0 1 7 3M15.5 12.5l.5.5M12 18h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing beside words, or alone in a button that has a label. */
export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
