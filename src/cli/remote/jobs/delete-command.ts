import { inertLine } from '../../../text/inert-text.ts';
import type { CliIo } from '../../cli-io.ts';
import { UsageError } from '../../usage-error.ts';
import { listedBy, orNull } from '../pick.ts';
import { withChief } from '../with-chief.ts';

/** `butcher delete`: what is meant must be named in full, since nothing brings it back. */
export async function deleteCommand(text: string, io: CliIo): Promise<void> {
  const isDigest = /^sha256:[0-9a-f]{64}$/.test(text);
  if (!isDigest && !/^[A-Za-z0-9-]{1,64}$/.test(text))
    throw new UsageError(`${inertLine(text)} is no id and no digest; give it in full.`);
  await withChief(io, async ({ client }) => {
    const paths = isDigest ? [`/packages/${text}`] : [`/jobs/${text}`, `/datasets/${text}`];
    for (const path of paths) {
      const gone = await orNull(client.tell('DELETE', path).then(() => true));
      if (gone === null) continue;
      io.stdout.write(`deleted ${text}\n`);
      return 0;
    }
    throw new UsageError(
      isDigest
        ? `The chief has no package ${text}; \`${listedBy.package}\` lists what it has.`
        : `The chief has no job and no dataset with the id ${text}; \`${listedBy.job}\` and \`${listedBy.dataset}\` list ids, and nothing is deleted by a name.`,
    );
  });
}
