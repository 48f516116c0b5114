import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { execa } from 'execa';
import { pack } from 'tar-stream';
import { ensureBaseImage } from '../../src/runtime/docker/image/ensure-image.ts';

const driver = fileURLToPath(new URL('./plain_python.py', import.meta.url));

/**
 * The tar that one plain Python process gives for a package: its results folder, packed as the contract says. Python
 * is the sandbox image's, so that its version and NumPy's are the same; chief and harness take no part.
 * `datasetPath` is a file or folder, or null for an empty data folder. Throws with Python's output when it fails.
 */
export async function plainResultsTar(
  packagePath: string,
  datasetPath: string | null,
  jobName: string,
): Promise<Buffer> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'plain-python-'));
  try {
    const results = join(folder, 'results');
    const emptyData = join(folder, 'data');
    await Promise.all([mkdir(results), mkdir(emptyData)]);
    const resources = `/app/resources/${jobName}`;
    const data = datasetPath === null ? `${resources}/data` : `${resources}/data/${basename(datasetPath)}`;
    const mounts = [
      `${resolve(packagePath)}:/app/package:ro`,
      `${datasetPath === null ? emptyData : resolve(datasetPath)}:${data}:ro`,
      `${results}:${resources}/results`,
      `${driver}:/plain_python.py:ro`,
    ];
    await execa('docker', [
      ...['run', '--rm', '--network=none', `--user=${process.getuid?.()}:${process.getgid?.()}`],
      ...mounts.map((mount) => `--volume=${mount}`),
      ...[await sandboxImage(), 'python3', '/plain_python.py'],
      ...['/app/package', data, jobName, `${resources}/results`],
    ]);
    return await packResults(results);
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
