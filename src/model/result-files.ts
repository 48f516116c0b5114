import { join } from 'node:path';

/** Files of a results folder that are named where people are told what there is. */
export const mostNamedFiles = 10;

/** What a results tar holds. */
export interface ResultFiles {
  /** The first {@link mostNamedFiles}, in the order of the tar. */
  readonly first: readonly { readonly path: string; readonly bytes: number }[];
  readonly count: number;
  readonly bytes: number;
}

/** Name of the file with the digest of each fragment's result, in the job's folder and in statements about it. */
export const fragmentDigestsFile = 'fragment-digests.jsonl';

export function fragmentDigestsIn(folder: string): string {
  return join(folder, fragmentDigestsFile);
}
