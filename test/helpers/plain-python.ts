import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { execa } from 'execa';
import { pack } from 'tar-stream';
import { ensureBaseImage } from '../../src/runtime/docker/image/ensure-image.ts';
import { resultsPath } from '../../src/runtime/docker/sandbox-paths.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const driver = fileURLToPath(new URL('./plain_python.py', import.meta.url));

/** A package and the job name it is run under; `dataset` is a file or folder below the repository, or null for none. */
export interface PlainRun {
  readonly package: string;
  readonly dataset: string | null;
  readonly jobName: string;
}

/**
 * The tars that one plain Python process each gives for packages: their results folders, packed as the contract says.
 * Python is the sandbox image's, so that its version and NumPy's are the same; chief and harness take no part. Paths
 * are relative to the repository. Throws with Python's output when one fails. `libraries` is a folder of this machine
 * with what the packages import.
 */
export async function plainResultsTars(
  runs: readonly PlainRun[],
  libraries: string | null = null,
): Promise<Buffer[]> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'plain-python-'));
  try {
    const noData = join(folder, 'no-data');
    await mkdir(noData);
    const results = runs.map((_, index) => join(folder, `results-${index}`));
    await Promise.all(results.map((path) => mkdir(path)));
    const args = runs.flatMap(({ package: path, dataset, jobName }) => [
      join(root, path),
      dataset === null ? noData : join(root, dataset),
      jobName,
      resultsPath(jobName),
    ]);
    // One container for all: starting one takes longer than most packages run.
    await execa('docker', [
      ...['run', '--rm', '--network=none', `--user=${process.getuid?.()}:${process.getgid?.()}`],
      ...[`--volume=${root}:${root}:ro`, `--volume=${noData}:${noData}:ro`],
      ...(libraries === null ? [] : [`--volume=${libraries}:/libraries:ro`, '--env=PYTHONPATH=/libraries']),
      ...runs.map(({ jobName }, index) => `--volume=${results[index]}:${resultsPath(jobName)}`),
      ...[await sandboxImage(), 'python3', driver, ...args],
    ]);
    return await Promise.all(results.map(packResults));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sandboxImage(): Promise<string> {
  const signal = new AbortController().signal;
  return ensureBaseImage(new Docker(), { onProgress: () => {}, signal });
}

/** Packs a results folder in the simplest way that keeps the contract; everything is held in memory. */
export async function packResults(folder: string): Promise<Buffer> {
  const names = (await readdir(folder, { recursive: true })).sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const tar = pack();
  for (const name of names) {
    const path = join(folder, name);
    const stats = await lstat(path);
    const owner = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
    if (stats.isDirectory()) tar.entry({ name: `${name}/`, type: 'directory', mode: 0o755, ...owner });
    else if (stats.isFile()) tar.entry({ name, type: 'file', mode: 0o644, ...owner }, await readFile(path));
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
