import type { ChildProcess } from 'node:child_process';

/**
 * For who starts a chief: it raises what its session has of the processors, and that of the tests has much else in it.
 * What runs outside, as the sandboxes of `--runtime process`, then has a twentieth of one.
 */
export const inOwnSession = { detached: true } as const;

/** What has a session of its own hears nothing of Ctrl-C: it ends with the tests. */
export function endWithTests(child: ChildProcess): void {
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}
