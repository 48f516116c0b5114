import type { CliIo } from '../../cli-io.ts';
import { jsonLine } from '../../display/text-table.ts';
import type { RequestParts } from '../client/chief-client.ts';
import { pickJob } from '../pick.ts';
import { withChief } from '../with-chief.ts';

export interface CancelFlags {
  readonly json?: true;
  readonly reason?: string;
}

/** `butcher cancel`. */
export async function cancelCommand(text: string, flags: CancelFlags, io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    const { id } = await pickJob(client, text);
    const { job } = await client.ask('job', 'POST', `/jobs/${id}/cancel`, reasonOf(flags));
    io.stdout.write(
      flags.json === true ? jsonLine({ type: 'job', ...job }) : `${job.state}  ${job.name} ${id}\n`,
    );
    return 0;
  });
}

function reasonOf({ reason }: CancelFlags): RequestParts {
  return reason === undefined ? {} : { json: { reason } };
}
