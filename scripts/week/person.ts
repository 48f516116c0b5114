import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { getuid, pid } from 'node:process';
import { execa } from 'execa';
import { findEngine } from '../../src/runtime/docker/engine/engine-endpoint.ts';
import type { Undo } from './undo.ts';

/** As whom a chief runs: an ordinary user of this machine who may use the engine. */
export interface Person {
  readonly name: string;
  readonly group: string;
  /** Before a command, so that it runs as that user with its groups, in the same process. */
  readonly become: readonly string[];
}

/**
 * A new user who is in the group of the engine's socket, where that can be made; else whoever runs this. Throws where
 * the socket is for nobody but root.
 */
export async function ordinaryPerson(undo: Undo): Promise<Person> {
  if (getuid?.() !== 0) {
    const { username } = userInfo();
    const { stdout: group } = await execa('id', ['--group', '--name']);
    return { name: username, group, become: [] };
  }
  const name = `butcher-week-${pid}`;
  await execa('useradd', ['--system', '--user-group', '--groups', await engineGroup(), name]);
  undo.add(() => execa('userdel', [name]));
  const become = ['setpriv', `--reuid=${name}`, `--regid=${name}`, '--init-groups', '--'];
  return { name, group: name, become };
}

async function engineGroup(): Promise<string> {
  const engine = await findEngine();
  if (engine.kind !== 'socket')
    throw new Error(`the engine at ${engine.url} is on no socket of this machine`);
  const { gid, mode } = await stat(engine.path);
  const { stdout } = await execa('getent', ['group', String(gid)]);
  const [group] = stdout.split(':');
  if (group === undefined || gid === 0 || (mode & 0o060) !== 0o060)
    throw new Error(`${engine.path} is for root alone; give it a group, as Debian's docker.io does`);
  return group;
}
