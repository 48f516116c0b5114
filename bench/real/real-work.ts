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
  /** What makes the package itself more work: texts that its files have once, and what is there instead. */
  readonly enlarged?: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** The sample of which this is as much as one plain process does in {@link muchSeconds}. */
  readonly muchOf?: string;
}

/** A sample that can be given more or less to do. */
export interface ScalableSample {
  readonly name: string;
  /** 1: some ten seconds of plain Python; 2: twice as much, and so on. */
  readonly of: (amount: number) => RealWork;
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

const onText = (name: string, bytes: number): RealWork => ({
  ...{ name: `${name}, ${bytes / MB} MB`, files: null },
  ...{ package: `samples/${name}`, data: ['text', bytes] },
});

/** How long one plain process has to do with what is to show how much two workers are worth. */
export const muchSeconds = 10;

/** Samples with nothing but processors to wait for. */
export const scalableSamples: readonly ScalableSample[] = [
  ...['word-count', 'parallel-gzip'].map((name) => ({
    name,
    of: (amount: number) => onText(name, Math.round(180 * amount) * MB),
  })),
  { name: 'mandelbrot', of: mandelbrot },
  { name: 'monte-carlo-pi', of: monteCarloPi },
];

/** With more steps, too: to compress a picture of very many pixels is its merger's work, which nobody shares. */
function mandelbrot(amount: number): RealWork {
  const width = 4 * Math.round(300 * Math.sqrt(amount));
  const height = (width / 4) * 3;
  return {
    ...dataless('mandelbrot'),
    name: `mandelbrot, ${formatted(width)} × ${formatted(height)}, 250 steps`,
    enlarged: [
      { file: 'picture.py', from: 'WIDTH, HEIGHT = 480, 360', to: `WIDTH, HEIGHT = ${width}, ${height}` },
      { file: 'Processor.py', from: 'MOST_STEPS = 100', to: 'MOST_STEPS = 250' },
    ],
  };
}

function monteCarloPi(amount: number): RealWork {
  const fragments = Math.round(3000 * amount);
  return {
    ...dataless('monte-carlo-pi'),
    name: `monte-carlo-pi, ${formatted(fragments)} fragments`,
    enlarged: [{ file: 'Split.py', from: 'FRAGMENTS = 40', to: `FRAGMENTS = ${fragments}` }],
  };
}

/** Samples as they come, those that have data with so much text. */
export function samples(textBytes: number): readonly RealWork[] {
  return [onText('word-count', textBytes), onText('parallel-gzip', textBytes), ...datalessSamples];
}

/** Samples without data as they come: what is started and ended is most of what there is to do. */
export const datalessSamples: readonly RealWork[] = ['mandelbrot', 'monte-carlo-pi'].map(dataless);

/** As many small files in the data, and as many from the merger. */
export function manyFiles(files: number): readonly RealWork[] {
  const shown = formatted(files);
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
  for (const change of work.enlarged ?? []) await enlarge(packageFolder, change);
  if (work.package.startsWith('bench/'))
    await writeFile(join(packageFolder, 'work.json'), JSON.stringify({ files: work.files }));
  if (work.data === null) return { package: packageFolder, data: null };
  const [kind, amount] = work.data;
  const data = join(folder, 'data');
  await execa(python, [join(root, 'bench/real/make_data.py'), kind, data, String(amount)]);
  return { package: packageFolder, data };
}

/** Throws where the sample is not what it was. */
async function enlarge(
  folder: string,
  { file, from, to }: NonNullable<RealWork['enlarged']>[number],
): Promise<void> {
  const text = await readFile(join(folder, file), 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} of the sample has not \`${from}\` once`);
  await writeFile(join(folder, file), text.replace(from, to));
}

function formatted(count: number): string {
  return count.toLocaleString('en-US');
}
