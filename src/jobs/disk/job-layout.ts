import { join } from 'node:path';
import type { JobLayout } from '../../runtime/runtime.ts';
import { segmentFolder } from './segment-files.ts';

/** Where the sandboxes of a job find what is theirs, below the job's folder. */
export function jobLayout(folder: string): JobLayout {
  return {
    package: join(folder, 'package'),
    resources: join(folder, 'resources'),
    segments: {
      fragments: segmentFolder(folder, 'fragments'),
      results: segmentFolder(folder, 'results'),
    },
    scratch: join(folder, 'sandbox'),
  };
}
