import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolders } from '../../../files/make-folders.ts';
import type { ResultsTarget } from '../../../home/job-record.ts';
import { formatBytes } from '../../../text/format-quantity.ts';
import { inertLine } from '../../../text/inert-text.ts';
import { LiveRegion } from '../../display/live-region.ts';
import { publishResults } from '../../run/publish-results.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { systemReason } from '../../system-reason.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { ChiefError } from '../client/chief-error.ts';
import { downloadResults } from '../client/download-results.ts';
import { inspectResults } from '../client/inspect-results.ts';
import type { Remote } from '../with-chief.ts';

/**
 * Downloads the results of a job that is done to their place, which was found fit: whole and with the digest that the
 * chief gives, or not at all. What came of a download that was stopped lies beside it, for the next one to go on with.
 * Throws ChiefError.
 */
export async function fetchResults(
  { client, clock, io }: Remote,
  { id }: RemoteJob,
  out: ResultsTarget,
  flags: DisplayFlags,
): Promise<void> {
  const tar = join(dirname(out.path), `.${basename(out.path)}.${id}.download`);
  let line = 'fetching the results';
  const region =
    io.stderr.isTTY === true && io.env.TERM !== 'dumb' && flags.json !== true && flags.quiet !== true
      ? new LiveRegion(io.stderr, clock, () => [line])
      : null;
  try {
    await makeFolders(dirname(tar));
    await downloadResults(client, { url: `/jobs/${id}/results`, what: 'results', option: '--out' }, tar, {
      clock,
      onProgress: (bytes, ofBytes) => {
        const whole = ofBytes === null ? '' : ` of ${formatBytes(ofBytes)}`;
        line = `fetching the results: ${formatBytes(bytes)}${whole}`;
        region?.refresh();
      },
      onLost: () => {
        if (flags.json !== true) io.stderr.write('the download broke off; going on with it\n');
      },
    });
    if (out.form === 'folder') await refuseStrange(tar);
    await publishResults(tar, out, id);
    await rm(tar);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new ChiefError(
      'not-written',
      `The results could not be written to ${inertLine(out.path)}: ${systemReason(error)}.`,
      'The chief keeps them; put that right, or name another place with --out, and fetch them again.',
      1,
      null,
      { cause: error },
    );
  } finally {
    region?.close();
  }
}

async function refuseStrange(tar: string): Promise<void> {
  const problem = await inspectResults(tar);
  if (problem === null) return;
  await rm(tar);
  throw new ChiefError(
    'damaged',
    `The results are not unpacked: ${problem}.`,
    'Fetch them as a tar with --out NAME.tar and look at it with care.',
    1,
  );
}
