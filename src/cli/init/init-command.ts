import { readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import { fitName } from '../../model/names.ts';
import { inertLine } from '../../text/inert-text.ts';
import { shellWord } from '../../text/shell-word.ts';
import type { CliIo } from '../cli-io.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import type { TemplateName } from './template-names.ts';
import type { ChainTemplate, PackageTemplate, Template } from './templates/template.ts';
import { templates } from './templates.ts';

/** What came there meanwhile is not replaced. */
const newFile = { flag: 'wx' } as const;

/** Makes the folder with a template's files. Throws UsageError where it cannot, and then has written nothing. */
export async function initCommand(folder: string, template: TemplateName, io: CliIo): Promise<void> {
  if (folder === '') throw new UsageError('DIR is empty.');
  const path = resolve(io.cwd, folder);
  const shown = inertLine(folder);
  const made = templates[template];
  const files = filesOf(made, basename(path));
  try {
    await makeFolders(path);
    const present = await readdir(path);
    if (present.length > 0) throw new UsageError(`${shown} is not empty; init makes a new folder.`);
    for (const [name, text] of Object.entries(files)) {
      await makeFolders(join(path, dirname(name)));
      await writeFile(join(path, name), text, newFile);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${shown} cannot be made: ${systemReason(error)}.`);
  }
  io.stdout.write(`Made ${shown}: ${Object.keys(files).join(', ')}.

Next:
${commandsFor(made, folder)
  .map((command) => `  ${command}\n`)
  .join('')}`);
}

/** By path in the folder that is made. */
function filesOf(made: Template | ChainTemplate, name: string): Readonly<Record<string, string>> {
  if (!('packages' in made)) return packageFiles(made, fitName(name, 'package'));
  const packages = Object.entries(made.packages).flatMap(([folder, each]) => {
    const files = packageFiles(each, fitName(`${name}-${folder}`, folder));
    return Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text] as const);
  });
  return { ...made.files, ...Object.fromEntries(packages) };
}

function packageFiles(
  { description, params, files }: PackageTemplate,
  name: string,
): Readonly<Record<string, string>> {
  const manifest = { name, description, ...(params !== undefined && { params }) };
  return { 'butcher.json': `${JSON.stringify(manifest, null, 2)}\n`, ...files };
}

/** What to try with what was made. */
function commandsFor(made: Template | ChainTemplate, folder: string): readonly string[] {
  const shown = shellWord(folder);
  if ('packages' in made) {
    const { interpreter, script, words } = made.run;
    const checks = Object.keys(made.packages).map(
      (each) => `butcher validate ${shellWord(join(folder, each))}`,
    );
    return [...checks, `${interpreter} ${shellWord(join(folder, script))} ${words}`];
  }
  const { data, tryParams } = made;
  const run = `butcher run ${shown}${data === null ? '' : ` --data ${data}`}`;
  const params = tryParams?.map((param) => ` --param ${shellWord(param)}`).join('');
  return [
    `butcher validate ${shown}`,
    run,
    ...(params === undefined ? [] : [`${run}${params} --out RESULTS`]),
  ];
}
