import { untilToldToStop } from '#service/start.js';
import { startTraces } from '#service/traces.js';
import { launchGateway } from './launch.js';

const stopTraces = await startTraces('gateway', process.env);
const gateway = await launchGateway();
gateway.core.log.info({ url: gateway.url }, 'ready');
untilToldToStop(gateway.core, async () => {
  await gateway.stop();
  await stopTraces();
});
