import { makeLog } from '#service/log.js';
import { read } from '#service/settings.js';
import { assertSandboxAllowed, settings } from './config.js';
import { openSandbox } from './sandbox.js';

const wanted = read(settings, process.env);
assertSandboxAllowed(wanted);
const log = makeLog('sandbox', wanted.logLevel);

const sandbox = await openSandbox({
  ...wanted,
  log: (words) => log.warn(words),
  broken: (error) => {
    log.fatal({ err: error }, 'the file cannot be written');
    process.exit(1);
  },
});
log.info({ port: sandbox.port }, 'ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}
