import type { CliIo } from '../cli-io.ts';
import { pause } from '../remote/client/pause.ts';
import { withChief } from '../remote/with-chief.ts';
import { UsageError } from '../usage-error.ts';

export interface DrainFlags {
  readonly reason?: string;
  readonly wait?: true;
  readonly off?: true;
}

const askEveryMs = 1000;

export async function drainCommand({ reason, wait, off }: DrainFlags, io: CliIo): Promise<void> {
  if (off === true && (reason !== undefined || wait === true))
    throw new UsageError('--off has a meaning only by itself.');
  await withChief(io, async ({ client, clock, signal }) => {
    if (off === true) {
      await client.ask('drained', 'DELETE', '/drain');
      io.stdout.write('jobs are begun again\n');
      return 0;
    }
    const json = reason === undefined ? {} : { json: { reason } };
    let { running } = await client.ask('drained', 'POST', '/drain', json);
    io.stdout.write(`no job is begun any more; ${running} run\n`);
    while (wait === true && running > 0) {
      await pause(clock, askEveryMs, signal);
      ({ running } = await client.ask('drained', 'GET', '/drain'));
    }
    if (wait === true) io.stdout.write('nothing runs any more\n');
    return 0;
  });
}
