import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** A job as people have them: a package, and data that a script makes. */
export interface RealWork {
  readonly name: string;
  /** How many files go in or come out; null where that is not what is measured. */
  readonly files: number | null;
  /** Folder of its package, relative to the root of the project. */
  readonly package: string;
  /** What `make_data.py` is asked for; null: the work has no data. */
  readonly data: readonly [kind: 'text' | 'files', amount: number] | null;
  /** What makes the package itself more work: a text that one of its files has once, and what is there instead. */
  readonly enlarged?: { readonly file: string; readonly from: string; readonly to: string };
}

/** Where one work is laid out: the package, and its data where it has any. */
export interface LaidWork {
  readonly package: string;
  readonly data: string | null;
}

const MB = 1e6;
const root = fileURLToPath(new URL('../../', import.meta.url));

const dataless = (name: string): RealWork => ({
  ...{ name, files: null, package: `samples/${name}`, data: null },
});

/** Samples without data that are given some ten seconds to do. */
export const largerSamples: readonly RealWork[] = [
  {
    ...dataless('mandelbrot'),
    name: 'mandelbrot, 1,440 × 1,080',
    enlarged: { file: 'picture.py', from: 'WIDTH, HEIGHT = 480, 360', to: 'WIDTH, HEIGHT = 1_440, 1_080' },
  },
  {
    ...dataless('monte-carlo-pi'),
    name: 'monte-carlo-pi, 2,000 fragments',
    enlarged: { file: 'Split.py', from: 'FRAGMENTS = 40', to: 'FRAGMENTS = 2_000' },
  },
];

/** Samples on data of that many bytes, and with nothing but processors to wait for. */
export function samples(textBytes: number): readonly RealWork[] {
  const sized = (name: string, bytes: number): RealWork => ({
    ...{ name: `${name}, ${bytes / MB} MB`, files: null },
    ...{ package: `samples/${name}`, data: ['text', bytes] },
  });
  return [
    sized('word-count', textBytes),
    sized('parallel-gzip', textBytes),
    dataless('mandelbrot'),
    dataless('monte-carlo-pi'),
  ];
}

/** As many small files in the data, and as many from the merger. */
export function manyFiles(files: number): readonly RealWork[] {
  const shown = files.toLocaleString('en-US');
  return [
    { name: `${shown} files in`, files, package: 'bench/real/files-in', data: ['files', files] },
    { name: `${shown} files out`, files, package: 'bench/real/files-out', data: null },
  ];
}

/** Lays a work out in a folder of its own, which is made. */
export async function layOut(work: RealWork, folder: string, python: string): Promise<LaidWork> {
  const packageFolder = join(folder, 'package');
  await mkdir(folder, { recursive: true });
  await cp(join(root, work.package), packageFolder, { recursive: true });
  if (work.enlarged !== undefined) await enlarge(packageFolder, work.enlarged);
  if (work.package.startsWith('bench/'))
    await writeFile(join(packageFolder, 'work.json'), JSON.stringify({ files: work.files }));
  if (work.data === null) return { package: packageFolder, data: null };
  const [kind, amount] = work.data;
  const data = join(folder, 'data');
  await execa(python, [join(root, 'bench/real/make_data.py'), kind, data, String(amount)]);
  return { package: packageFolder, data };
}

/** Throws where the sample is not what it was. */
async function enlarge(folder: string, { file, from, to }: NonNullable<RealWork['enlarged']>): Promise<void> {
  const text = await readFile(join(folder, file), 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} of the sample has not \`${from}\` once`);
  await writeFile(join(folder, file), text.replace(from, to));
}
