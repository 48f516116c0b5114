import { readFile, readlink } from 'node:fs/promises';
import type { GivenSocket } from '../../http/server/serve-http.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { UsageError } from '../usage-error.ts';

/** The first file that systemd hands on; sd_listen_fds(3) has the number. */
const fd = 3;

/**
 * The socket of a `.socket` unit, which systemd holds: who connects while no chief runs waits for the next one. Null
 * where this process is handed none. Throws UsageError where it is one that cannot be served at.
 */
export async function givenSocket(env: CliIo['env']): Promise<GivenSocket | null> {
  const { LISTEN_PID, LISTEN_FDS = '' } = env;
  // Somebody above, such as a shell, was handed them.
  if (LISTEN_PID !== String(process.pid)) return null;
  if (!/^\d{1,6}$/.test(LISTEN_FDS))
    throw new UsageError(
      `LISTEN_FDS is "${inertLine(LISTEN_FDS)}", which is no number of sockets. Have systemd start the chief by its .socket unit.`,
    );
  const count = Number(LISTEN_FDS);
  if (count === 0) return null;
  if (count > 1)
    throw new UsageError(
      `systemd hands ${count} sockets on, and a chief listens at one. Leave one ListenStream= in its .socket unit.`,
    );
  const inode = /^socket:\[(\d+)\]$/.exec(await readlink(`/proc/self/fd/${fd}`).catch(() => ''))?.[1];
  if (inode === undefined)
    throw new UsageError(
      'What is handed on to listen at is no socket. Have systemd start the chief by its .socket unit.',
    );
  const path = await pathOf(inode);
  return path === null ? { fd } : { fd, path };
}

/** Where the Unix socket of that number lies; null for one of the network. */
async function pathOf(inode: string): Promise<string | null> {
  const table = await readFile('/proc/net/unix', 'utf8').catch(() => '');
  for (const line of table.split('\n')) {
    // Seven columns, and the path, in which there may be spaces.
    const [, , , , , , number, ...rest] = line.split(' ').filter((word) => word !== '');
    if (number === inode) return rest.join(' ');
  }
  return null;
}
