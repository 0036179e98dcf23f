export {};

const { env } = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process;
env['CHECKOUT_RUNS'] = '1000';

await import('./desk.spec.js');
