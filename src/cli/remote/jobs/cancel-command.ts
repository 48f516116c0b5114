import type { CliIo } from '../../cli-io.ts';
import { jsonLine } from '../../display/text-table.ts';
import { pickJob } from '../pick.ts';
import { withChief } from '../with-chief.ts';

/** `butcher cancel`. */
export async function cancelCommand(text: string, flags: { readonly json?: true }, io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    const { id } = await pickJob(client, text);
    const { job } = await client.ask('job', 'POST', `/jobs/${id}/cancel`);
    io.stdout.write(
      flags.json === true ? jsonLine({ type: 'job', ...job }) : `${job.state}  ${job.name} ${id}\n`,
    );
    return 0;
  });
}
