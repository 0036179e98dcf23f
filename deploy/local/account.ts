import { spawnSync } from 'node:child_process';

/** The operating system's user the servers run as, where that is not who runs us. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root, and nothing here needs to: an ordinary user runs the servers as itself. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = ['postgres', 'nobody'].map(accountNamed).find((found) => found !== undefined);
  if (!account)
    throw new Error('There is no user "postgres" or "nobody" to run the servers as; add one: useradd -r postgres');
  return account;
}

/** Whether the account may read and enter a folder; whoever runs us may. */
export function canReach(folder: string, account: Account | undefined): boolean {
  if (!account) return true;
  const { uid, gid } = account;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$0" && ls >/dev/null', folder], { uid, gid, cwd: '/', stdio: 'ignore' }).status ===
    0
  );
}

function accountNamed(name: string): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((which) => spawnSync('id', [which, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
