import { Registry } from 'prom-client';
import { serveHealth } from '#service/health.js';
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
// The file was read and the door is open: there is nothing else it could wait for.
await serveHealth(wanted.healthPort, async () => ({}), new Registry());
log.info({ port: sandbox.port }, 'ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}
