import { existsSync } from 'node:fs';

const LONG = process.env.TEST_LONG === '1';
const libs = ['blobs', 'kernel', 'problems', 'contracts', 'messaging', 'database', 'room', 'service', 'testing'].join(
  '|',
);

/** Run by `npm test` and `npm run test:verbs`, which bring the servers up first. */
export default {
  rootDir: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
  roots: ['apps', 'libs', 'deploy', 'test']
    .filter((folder) => existsSync(folder))
    .map((folder) => `<rootDir>/${folder}`),
  testMatch: [LONG ? '**/*.long.spec.ts' : '**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...(LONG ? [] : ['\\.long\\.spec\\.ts$'])],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // Jest does not know the "source" condition of package.json's imports, nor that './x.js' is written './x.ts'.
  moduleNameMapper: {
    [`^#(${libs})/(.*)\\.js$`]: '<rootDir>/libs/$1/$2',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testSequencer: '<rootDir>/jest.order.cjs',
  // Every spec has servers or databases of its own, and waits more than it computes.
  maxWorkers: 2,
  // A loaded machine is slow; a test that hangs is still found.
  testTimeout: LONG ? 3_600_000 : 60_000,
};
