import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fitName } from '../../model/names.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import type { TemplateName } from './template-names.ts';
import { templates } from './templates.ts';

/** What came there meanwhile is not replaced. */
const newFile = { flag: 'wx' } as const;

/** Makes the folder with a template's files. Throws UsageError where it cannot, and then has written nothing. */
export async function initCommand(folder: string, template: TemplateName, io: CliIo): Promise<void> {
  if (folder === '') throw new UsageError('DIR is empty.');
  const path = resolve(io.cwd, folder);
  const shown = inertLine(folder);
  const { description, files, data } = templates[template];
  try {
    await mkdir(path, { recursive: true });
    const present = await readdir(path);
    if (present.length > 0) throw new UsageError(`${shown} is not empty; init makes a new folder.`);
    const manifest = { name: fitName(basename(path), 'package'), description };
    await writeFile(join(path, 'butcher.json'), `${JSON.stringify(manifest, null, 2)}\n`, newFile);
    for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text, newFile);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${shown} cannot be made: ${systemReason(error)}.`);
  }
  io.stdout.write(`Made ${shown}: ${['butcher.json', ...Object.keys(files)].join(', ')}.

Next:
  butcher validate ${shown}
  butcher run ${shown}${data === null ? '' : ` --data ${data}`}
`);
}
