const jobId = /[a-hjkmnp-z2-9]{12}/g;

/** The place of a step under a name that is the same in every run: without ids, process numbers and temporary names. */
export function stepPlace(path: string): string {
  return path
    .replace(/\.new-[^/]*/, '.new')
    .replace(/claim\.[^/]*/, 'claim')
    .replace(jobId, 'ID')
    .replace(/^(home\/jobs\/ID\/(?:sandbox|package))\/.*$/, '$1/*');
}
