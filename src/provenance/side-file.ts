import { digestOfFile } from '../files/digest-of-file.ts';
import { parseRecord } from '../files/read-record.ts';
import { fragmentDigestsFile, fragmentDigestsIn } from '../model/result-files.ts';
import type { Envelope } from './envelope.ts';
import { type DigestSet, type Resource, type Statement, statementShape } from './statement.ts';

/** The digests of one of several things by its name. */
export function digestsOf(resources: readonly Resource[], name: string): DigestSet | undefined {
  return resources.find((resource) => resource.name === name)?.digest;
}

/** What an envelope holds, whoever has signed it or not; null where that is no statement about a job. */
export function unsignedStatement({ payload }: Envelope): Statement | null {
  const read = parseRecord<Statement>(Buffer.from(payload, 'base64'), 'the statement', statementShape);
  return read.kind === 'read' ? read.value : null;
}

/** SHA-256, in hex, of the file with the digests of fragments that a statement names; null where it names none. */
export function sideFileIn({ predicate }: Statement): string | null {
  return digestsOf(predicate.runDetails.byproducts ?? [], fragmentDigestsFile)?.sha256 ?? null;
}

/** The same of the file that a job's folder has; null where there is none. Throws the system's errors. */
export async function sideFileOf(folder: string): Promise<string | null> {
  try {
    return (await digestOfFile(fragmentDigestsIn(folder))).hex;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
