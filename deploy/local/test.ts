import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { checks } from '../../test/checks/checks.js';
import { serverAccount } from './account.js';
import { sweepThrowaways } from './folder.js';
import { root } from './project.js';
import { CHROMIUM, findOrInstall } from './servers/binaries.js';
import { startTestServers, type TestServers } from './test-servers.js';

const USAGE = `npm test                           every check, then every spec
npm run test:verbs -- <paths>      only the specs of these paths
npm run test:long -- <paths>       only the specs that take long (*.long.spec.ts)
What follows is jest's: -w 1 runs one after the other, -t 'words' only what is called so, --verbose says all names.

  TEST_SEED=7 TEST_WORLDS=50   of the storm and the worlds of Stripe: where to begin; how many worlds
  FUZZ_SEED=7 FUZZ_REQUESTS=9  of the strange things that the public door is asked
  TEST_KEEP_LOGS=1             keeps what the processes of whole systems said`;

const asked = process.argv.slice(2);
if (asked.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
const kind = ['--specs', '--long'].find((one) => one === asked[0]) ?? '--all';
const rest = kind === '--all' ? asked : asked.slice(1);
const say = (line: string) => console.log(`  ${line}`);

let servers: TestServers | undefined;
let jest: ChildProcess | undefined;
let stopping: Promise<never> | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130));

try {
  const failed = kind === '--all' ? await failedChecks() : [];
  console.log('A throw-away set of servers');
  servers = await startTestServers(say);
  const code = await specs({ ...servers.env, ...browser() });
  if (failed.length > 0) console.log(`Checks that failed, see above: ${failed.join(', ')}`);
  await end(failed.length > 0 ? 1 : code);
} catch (error) {
  console.error((error as Error).message);
  await end(1);
}

/** The names of those that complain. Two at a time: some compute on one core alone. */
async function failedChecks(): Promise<string[]> {
  const failed: string[] = [];
  const left = [...checks];
  const look = async () => {
    for (let check = left.shift(); check; check = left.shift()) {
      const started = Date.now();
      const wrong = await check.complaint(root);
      say(`${wrong ? 'FAILED' : 'passed'}  ${check.name} (${((Date.now() - started) / 1_000).toFixed(1)} s)`);
      if (!wrong) continue;
      console.log(wrong);
      failed.push(check.name);
    }
  };
  console.log('Checks');
  await Promise.all([look(), look()]);
  return failed;
}

/** Chromium, where specs that need it run; where it cannot be had they are skipped, and the run says how to get it. */
function browser(): NodeJS.ProcessEnv {
  const paths = rest.filter((word) => /[/]/.test(word));
  if (paths.length > 0 && !paths.some((path) => path.includes('browser'))) return {};
  if (process.env['TEST_CHROMIUM']) return {};
  try {
    return { TEST_CHROMIUM: findOrInstall(CHROMIUM, say) };
  } catch (error) {
    say(`The pages are NOT walked through. ${(error as Error).message}`);
    return {};
  }
}

/** Runs jest; its exit code. */
async function specs(env: NodeJS.ProcessEnv): Promise<number> {
  const flags = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
  jest = spawn(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...rest], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...env,
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${flags}`.trim(),
      ...(kind === '--long' ? { TEST_LONG: '1' } : {}),
    },
  });
  return (await endOf(jest)) ?? 1;
}

/** Once: what was started is stopped; who asks first decides the exit code. */
function end(code: number): Promise<never> {
  stopping ??= (async () => {
    if (jest && jest.exitCode === null && jest.signalCode === null) {
      jest.kill('SIGTERM');
      await endOf(jest);
    }
    // Whole systems of specs that were cut short.
    await sweepThrowaways(serverAccount());
    await servers?.stop();
    process.exit(code);
  })();
  return stopping;
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
}
