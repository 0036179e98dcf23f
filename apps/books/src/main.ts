import { parseArgs } from 'node:util';
import { duration } from '#service/settings.js';
import { checkBooks } from './check-books.js';
import { placesFrom } from './places.js';
import { asJson, asText } from './report.js';

const USAGE = `npm run check:books [-- options]
  --settle 30s        look again until everything is in order, for so long
  --young 10s         what is younger may still be under way (default 10s)
  --client-log FILE   JSON lines of orders a client was told of: {"orderId", "status", "totalFen"}
  --json              the report as JSON
Logins: BOOKS_<SERVICE>_URL and SANDBOX_FILE; where they are not set, those of the system that runs in this folder.
With STRIPE_SECRET_KEY (and STRIPE_API_URL) Stripe itself is asked for its account; a key that may read is enough.`;

const { values } = parseArgs({
  options: {
    settle: { type: 'string', default: '0s' },
    young: { type: 'string', default: '10s' },
    'client-log': { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

try {
  const report = await checkBooks(placesFrom(process.env), {
    settleMs: duration(values.settle),
    youngS: duration(values.young) / 1_000,
    clientLog: values['client-log'],
  });
  console.log(values.json ? asJson(report) : asText(report));
  process.exitCode = report.green ? 0 : 1;
} catch (error) {
  const { message, code } = error as Error & { code?: string };
  console.error(`The books cannot be read: ${message || code}`);
  process.exitCode = 1;
}
