import { openCore } from '#service/core.js';
import { read, choice, text, url } from '#service/settings.js';
import { load } from './load.js';
import { plan } from './plan.js';
import { PublicDoor } from './public-door.js';
import { SEED } from './seed.js';

const settings = {
  gatewayUrl: url('GATEWAY_URL'),
  nodeEnv: text('NODE_ENV', { default: 'development' }),
  allowSandbox: choice('ALLOW_SANDBOX', ['0', '1'], { default: '0' }),
};

const { gatewayUrl, nodeEnv, allowSandbox } = read(settings, process.env);
// Its passwords are public.
if (nodeEnv === 'production' && allowSandbox !== '1') {
  console.error('The demo is not loaded in production; ALLOW_SANDBOX=1 says that this is none.');
  process.exit(1);
}

const begin = performance.now();
const planned = plan(SEED, todayInShanghai());
const core = await openCore('operator', {}, process.env);
try {
  await load(planned, core.rpc, new PublicDoor(gatewayUrl));
  console.log(summary());
} finally {
  await core.close();
}

/** The only clock of the demo. */
function todayInShanghai(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
}

function summary(): string {
  const { shops, people, companies, categories, air } = planned;
  const count = (key: 'products' | 'skus' | 'suppliers' | 'lots' | 'packings') =>
    `${shops.reduce((sum, shop) => sum + shop[key].length, 0)} ${key}`;
  return [
    `${people.length} people, ${companies.length} companies, ${categories.length} categories`,
    [count('products'), count('skus'), count('suppliers'), count('lots'), count('packings')].join(', '),
    `${air.accounts.length} accounts, ${air.sessions.length} live sessions; on air: ${air.onAir.liveSessionId}`,
    `loaded in ${((performance.now() - begin) / 1_000).toFixed(1)} s`,
  ].join('\n');
}
