import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { packResults } from '../../src/trees/trees.ts';
import { type Spread, spread } from '../measure.ts';
import { decimals, type Table } from '../tables.ts';
import { runButcher } from './measure-real.ts';
import { layOut, manyFiles, samples } from './real-work.ts';

/** Something that is done with a whole folder, beside the tool that everybody has for it. */
export interface ToolPoint {
  readonly what: string;
  readonly tool: string;
  readonly files: number;
  readonly seconds: Spread;
  readonly toolSeconds: Spread;
  /** How many times as long as the tool in the same round. */
  readonly ratio: Spread;
}

export const packing = 'packing results';
export const packingCold = 'packing results that are not in the cache';
export const preparing = 'preparing a data folder, beyond a single file';

const makeData = fileURLToPath(new URL('./make_data.py', import.meta.url));
const dropCaches = '/proc/sys/vm/drop_caches';

/**
 * Packs so many files of ten bytes and looks at them as data, in turn with `tar` and `find`. What is not in the cache
 * is measured where this process may empty it, as root may.
 */
export async function measureTools(files: number, rounds: number, python: string): Promise<ToolPoint[]> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-tools-'));
  try {
    const data = join(folder, 'files');
    await execa(python, [makeData, 'files', data, String(files)]);
    const none = new AbortController().signal;
    const pack = () => packResults(data, join(folder, 'results.tar'), Number.MAX_SAFE_INTEGER, none);
    const tar = () => execa('tar', ['-cf', join(folder, 'tool.tar'), '-C', data, '.']);
    // The thread is there and its code compiled, and the folder in the cache.
    await pack();
    const points = [await compared(packing, 'tar', { files, rounds, ours: () => timed(pack), tool: tar })];
    if (await emptyCache()) {
      const cold = async (work: () => Promise<unknown>) => {
        await emptyCache();
        return timed(work);
      };
      points.push(
        await compared(packingCold, 'tar', {
          files,
          rounds,
          ours: () => cold(pack),
          tool: tar,
          before: emptyCache,
        }),
      );
    }
    return [...points, await measurePreparing(folder, data, { files, rounds, python })];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As `butcher run` reports it, less what it reports for a single file. */
async function measurePreparing(
  folder: string,
  data: string,
  { files, rounds, python }: { readonly files: number; readonly rounds: number; readonly python: string },
): Promise<ToolPoint> {
  const single = await layOut(samples(1000)[0]!, join(folder, 'single'), python);
  const [work] = manyFiles(1);
  const many = { ...(await layOut(work!, join(folder, 'many'), python)), data };
  await writeFile(join(many.package, 'work.json'), JSON.stringify({ files }));
  const preparingOf = async (laid: typeof many | typeof single) => {
    const results = join(folder, 'results');
    const { preparingSeconds } = await runButcher(laid, folder, results);
    await rm(results, { recursive: true, force: true });
    return preparingSeconds;
  };
  // What has passed the checks once passes at once.
  await preparingOf(single);
  await preparingOf(many);
  return compared(preparing, 'find -printf', {
    ...{ files, rounds },
    ours: async () => Math.max(0, (await preparingOf(many)) - (await preparingOf(single))),
    tool: () => execa('find', [data, '-printf', '%s %T@ %p\n'], { buffer: false, stdout: 'ignore' }),
  });
}

interface Turns {
  readonly files: number;
  readonly rounds: number;
  /** Gives seconds. */
  readonly ours: () => Promise<number>;
  readonly tool: () => Promise<unknown>;
  readonly before?: () => Promise<unknown>;
}

async function compared(what: string, tool: string, turns: Turns): Promise<ToolPoint> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < turns.rounds; round += 1) {
    ours.push(await turns.ours());
    await turns.before?.();
    theirs.push(await timed(turns.tool));
  }
  return {
    ...{ what, tool, files: turns.files },
    seconds: spread(ours),
    toolSeconds: spread(theirs),
    ratio: spread(ours.map((seconds, round) => seconds / theirs[round]!)),
  };
}

/** Has the system forget what it has of files; false where this process may not. */
async function emptyCache(): Promise<boolean> {
  await execa('sync');
  return writeFile(dropCaches, '3').then(
    () => true,
    () => false,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

export function toolTable(points: readonly ToolPoint[]): Table {
  return [
    ['what', 'files', 'seconds', 'beside', 'seconds', 'times as long', 'lowest–highest'],
    ...points.map(({ what, files, seconds, tool, toolSeconds, ratio }) => [
      ...[what, files.toLocaleString('en-US'), decimals(seconds.median)],
      ...[`\`${tool}\``, decimals(toolSeconds.median), decimals(ratio.median)],
      `${decimals(ratio.lowest)}–${decimals(ratio.highest)}`,
    ]),
  ];
}
