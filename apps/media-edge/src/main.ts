import { untilToldToStop } from '#service/start.js';
import { startTraces } from '#service/traces.js';
import { launchEdge } from './launch.js';

const stopTraces = await startTraces('media', process.env);
const edge = await launchEdge();
edge.log.info({ publishers: edge.publishPort, http: edge.httpPort }, 'open');
untilToldToStop(edge, async () => {
  await edge.stop();
  await stopTraces();
});
