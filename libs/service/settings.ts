/** One setting: how its text becomes a value, and what stands where it is not set. */
export interface Setting<T> {
  name: string;
  parse(text: string): T;
  fallback?: T;
}

export type Settings<S extends Record<string, Setting<unknown>>> = {
  [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** Token under which a service's own settings are injected. */
export const SETTINGS = Symbol('settings');

interface Options<T> {
  default?: T;
}

const setting = <T>(name: string, parse: (text: string) => T, fallback?: T): Setting<T> => ({ name, parse, fallback });

export const text = (name: string, options: Options<string> = {}) => setting(name, (value) => value, options.default);

/** No default, ever. */
export const secret = (name: string) => setting(name, (value) => value);

export const url = (name: string, options: Options<string> = {}) =>
  setting(
    name,
    (value) => {
      new URL(value);
      return value;
    },
    options.default,
  );

export const integer = (name: string, { min, max, ...options }: Options<number> & { min: number; max: number }) =>
  setting(
    name,
    (value) => {
      const number = Number(value);
      if (!Number.isInteger(number) || number < min || number > max)
        throw new Error(`a whole number, ${min} to ${max}`);
      return number;
    },
    options.default,
  );

/** "200ms", "5s", "15min" as milliseconds. */
export const milliseconds = (name: string, options: Options<string> = {}) =>
  setting(name, duration, options.default === undefined ? undefined : duration(options.default));

export const choice = <const C extends string>(name: string, among: readonly C[], options: Options<C> = {}) =>
  setting<C>(
    name,
    (value) => {
      if (!among.includes(value as C)) throw new Error(`one of ${among.join(', ')}`);
      return value as C;
    },
    options.default,
  );

const UNITS: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

export function duration(value: string): number {
  const [, number, unit] = /^(\d+)(ms|s|min|h)$/.exec(value) ?? [];
  if (!number || !unit) throw new Error('a duration such as 200ms, 5s, 15min');
  return Number(number) * (UNITS[unit] ?? 1);
}

/** All settings at once; what is missing or wrong is listed in one error. */
export function read<S extends Record<string, Setting<unknown>>>(wanted: S, env: NodeJS.ProcessEnv): Settings<S> {
  const faults: string[] = [];
  const values = Object.entries(wanted).map(([key, { name, parse, fallback }]) => {
    const value = env[name];
    if (value === undefined || value === '') {
      if (fallback === undefined) faults.push(`${name} is not set`);
      return [key, fallback];
    }
    try {
      return [key, parse(value)];
    } catch (error) {
      faults.push(`${name}: ${(error as Error).message}`);
      return [key, undefined];
    }
  });
  if (faults.length > 0) throw new Error(`Settings: ${faults.join('; ')}`);
  return Object.fromEntries(values) as Settings<S>;
}
