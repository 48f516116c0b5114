import { copyFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolders } from '../../../files/make-folders.ts';
import type { Envelope } from '../../../provenance/envelope.ts';
import { sideFileIn, unsignedStatement } from '../../../provenance/side-file.ts';
import { inertLine } from '../../../text/inert-text.ts';
import { systemReason } from '../../system-reason.ts';
import { ChiefError } from '../client/chief-error.ts';
import { downloadResults } from '../client/download-results.ts';
import type { Remote } from '../with-chief.ts';

/**
 * Downloads the digests of a job's fragments to a place that was found fit: those that its statement names, or none.
 * Throws ChiefError.
 */
export async function fetchFragmentDigests(
  { client, clock }: Remote,
  job: string,
  envelope: Envelope,
  path: string,
): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${job}.download`);
  const wanted = {
    url: `/jobs/${job}/provenance/fragments`,
    what: 'digests of fragments',
    option: '--fragment-digests',
  };
  const statement = unsignedStatement(envelope);
  try {
    await makeFolders(dirname(part));
    const hex = await downloadResults(client, wanted, part, {
      clock,
      onProgress: () => {},
      onLost: () => {},
    });
    if (statement === null || sideFileIn(statement) !== hex)
      throw new ChiefError(
        'damaged',
        `The digests of fragments from ${client.shown} are not those that its statement names.`,
        'Nothing was kept. Fetch them again; where that does not help, ask the operator.',
        1,
      );
    await copyFile(part, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new ChiefError(
      'not-written',
      `The digests of fragments could not be written to ${inertLine(path)}: ${systemReason(error)}.`,
      'Put that right, or name another file with --fragment-digests.',
      1,
      null,
      { cause: error },
    );
  } finally {
    await rm(part, { force: true }).catch(() => {});
  }
}
