// Weakens the checks in one place after the other, in a copy, and says where no labelled package notices.
// Takes some minutes; the arguments, if any, are parts of the names of the files to weaken.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Mutant, mutants } from './mutants.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
/** A check that does not end is noticed, too, after so many milliseconds. */
const timeout = 60_000;
const copy = await mkdtemp(join(tmpdir(), 'butcher-mutants-'));
const wanted = process.argv.slice(2);
const chosen = mutants.filter(
  ({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);

await cp(join(root, 'src'), join(copy, 'src'), { recursive: true });
await cp(join(root, 'test/checks'), join(copy, 'test/checks'), { recursive: true });
for (const file of ['package.json', 'tsconfig.json']) await cp(join(root, file), join(copy, file));
await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));

const survivors: string[] = [];
for (const mutant of chosen) {
  const label = `${mutant.file}: ${JSON.stringify(mutant.find)} → ${JSON.stringify(mutant.replace)}`;
  const verdict = await tryMutant(mutant);
  console.log(`${verdict.padEnd(8)} ${label}`);
  if (verdict !== 'noticed') survivors.push(label);
}
await rm(copy, { recursive: true, force: true });
console.log(`${chosen.length - survivors.length} of ${chosen.length} noticed.`);
process.exitCode = survivors.length === 0 ? 0 : 1;

async function tryMutant({
  file,
  find,
  replace,
  families,
}: Mutant): Promise<'noticed' | 'survived' | 'stale'> {
  const path = join(copy, 'src', file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(find)) return 'stale';
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
  try {
    const script = join(copy, 'test/checks/corpus-differences.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...families], {
      cwd: copy,
      timeout,
    });
    return (JSON.parse(stdout) as string[]).length > 0 ? 'noticed' : 'survived';
  } catch {
    // Broken, or without an end, is noticed, too.
    return 'noticed';
  } finally {
    await writeFile(path, text);
  }
}
