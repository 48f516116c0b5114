import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { platform } from 'node:process';
import { pathToFileURL } from 'node:url';
import { adminAccount } from '../../chief/tokens/issue-token.ts';
import { makeCode } from '../../chief/tokens/one-time-code.ts';
import { writeDurably } from '../../files/write-durably.ts';
import { findRunningChief } from '../../home/running-chief.ts';
import { systemClock } from '../../model/clock.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { ownConfig } from '../home/own-config.ts';
import { atSocketOnly, reachable } from '../remote/client/find-chief.ts';
import { UsageError } from '../usage-error.ts';
import { withStore } from '../with-store.ts';

export interface OpenFlags {
  readonly account?: string;
  readonly print?: true;
}

const openServer = 'Open the address of that server, and sign in with a token, as of `butcher token create`.';

/** Prints a link with which a browser is signed in to the chief of this home, and has the browser follow it. */
export async function openCommand(
  { account = adminAccount, print }: OpenFlags,
  io: CliIo,
): Promise<ExitCode> {
  const { home } = await ownConfig(io);
  const running = await findRunningChief(home);
  if (running === null) {
    io.stderr.write(`No chief serves the home ${inertLine(home)}. Start one with: butcher serve\n`);
    return 4;
  }
  if (running.address.startsWith('unix:')) throw atSocketOnly(running.address, openServer);
  const known = await withStore(io, (store) => store.accounts.find(account));
  if (known === null) throw new UsageError(`There is no account ${inertLine(account)}.`);
  if (known.blocked !== null)
    throw new UsageError(`The account ${account} is blocked: ${inertLine(known.blocked.reason)}`);
  const address = reachable(running.address);
  if (!(await hasPage(address))) {
    io.stderr.write(
      `The chief at ${address} has no page: it runs from sources that were not built. Build them with: npm run build\n`,
    );
    return 4;
  }
  const link = `${address}/#code=${await makeCode(home, account, systemClock.wallTimeMs())}`;
  io.stdout.write(`${link}\n`);
  if (print !== true) await follow(link, home, io);
  return 0;
}

async function hasPage(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/`, { method: 'HEAD', redirect: 'manual' }).catch(() => null);
  return answer?.ok === true;
}

/**
 * Opens the link by way of a file that only this user can read: whatever stands on a command line, everybody on this
 * machine can read.
 */
async function follow(link: string, home: string, io: CliIo): Promise<void> {
  const opener = openerFor(io.env);
  if (opener === null) {
    io.stderr.write('there is no display here to open it on; follow the link within a minute\n');
    return;
  }
  const file = join(home, 'open.html');
  await writeDurably(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${link}">\n`);
  const child = spawn(opener, [pathToFileURL(file).href], {
    ...{ detached: true, stdio: 'ignore' },
    env: { ...io.env },
  });
  child.once('error', () => io.stderr.write(`${opener} cannot be run; follow the link within a minute\n`));
  child.unref();
}

function openerFor(env: CliIo['env']): string | null {
  if (platform === 'darwin') return 'open';
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : null;
}
