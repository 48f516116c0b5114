// `npm run helpers`: takes each module of Python's standard library and of NumPy, as the sandbox image has them,
// over into a package as a helper, checks it as a chief does, and writes docs/false-findings.md. Exit code 1: an error
// is not explained, or a check took too long.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { extract } from 'tar-fs';
import { CheckWorker } from '../src/chief/checking/check-worker.ts';
import { ensureBaseImage } from '../src/runtime/docker/image/ensure-image.ts';
import { type CheckedHelper, checkHelper } from '../test/checks/library-helpers/check-helper.ts';
import { explanationOf } from '../test/checks/library-helpers/explained.ts';
import {
  type CheckedLibrary,
  falseFindingsPage,
} from '../test/checks/library-helpers/false-findings-page.ts';
import { type LibraryHelper, libraryHelpers } from '../test/checks/library-helpers/library-helpers.ts';
import { connectToEngine, runInImage } from '../test/helpers/run-in-image.ts';

/** As much as a chief spends on a package. */
const bounds = { cpuMs: 10_000, wallMs: 120_000, memoryMib: 1024 };
const askPython = `import json, os, platform, sysconfig, numpy
stdlib = sysconfig.get_path("stdlib")
print(json.dumps({"version": platform.python_version(), "stdlib": stdlib, "numpyVersion": numpy.__version__,
    "numpy": os.path.dirname(numpy.__file__)}))`;

const folder = await mkdtemp(join(tmpdir(), 'butcher-libraries-'));
const checked: CheckedLibrary[] = [];
const tooLong: string[] = [];
try {
  const docker = await connectToEngine();
  const image = await ensureBaseImage(docker, {
    onProgress: console.log,
    signal: new AbortController().signal,
  });
  const { output } = await runInImage(docker, image, askPython);
  const facts = JSON.parse(output) as Record<'version' | 'stdlib' | 'numpyVersion' | 'numpy', string>;
  const [python, numpy] = [join(folder, 'python'), join(folder, 'numpy')];
  await copyFrom(docker, image, facts.stdlib, python);
  await copyFrom(docker, image, facts.numpy, numpy);
  checked.push(
    { name: `Python ${facts.version}`, helpers: await checkAll(libraryHelpers(python, '')) },
    { name: `NumPy ${facts.numpyVersion}`, helpers: await checkAll(libraryHelpers(numpy, 'numpy')) },
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
await writeFile(new URL('../docs/false-findings.md', import.meta.url), falseFindingsPage(checked));
const errors = checked.flatMap(({ helpers }) => helpers.flatMap((helper) => helper.errors));
const unexplained = errors.filter((error) => explanationOf(error) === undefined);
console.log(
  `${checked.map(({ name, helpers }) => `${name}: ${helpers.length} helpers`).join(', ')}; ${errors.length} errors ` +
    `but for BUT302, ${unexplained.length} of them not explained; ${tooLong.length} took more than ${bounds.cpuMs / 1000} s`,
);
for (const module of tooLong) console.log(`took too long: ${module}`);
if (unexplained.length + tooLong.length > 0) process.exitCode = 1;

async function copyFrom(docker: Docker, image: string, path: string, to: string): Promise<void> {
  const container = await docker.createContainer({ Image: image });
  try {
    const archive = await container.getArchive({ path });
    const files = extract(to, { ignore: (_, header) => header?.type !== 'file', strip: 1 });
    await pipeline(archive, files);
  } finally {
    await container.remove();
  }
}

async function checkAll(helpers: Iterable<LibraryHelper>): Promise<CheckedHelper[]> {
  const found: CheckedHelper[] = [];
  let worker = new CheckWorker(bounds);
  for (const helper of helpers) {
    const startedAt = performance.now();
    const result = await checkHelper(helper, worker);
    if (worker.hasEnded) worker = new CheckWorker(bounds);
    if (result === null) tooLong.push(helper.module);
    else found.push(result);
    const seconds = (performance.now() - startedAt) / 1000;
    if (seconds > 1) console.log(`${seconds.toFixed(1)} s  ${helper.module}`);
    for (const { rule, file, line, message } of result?.errors ?? [])
      console.log(`${helper.module.padEnd(30)} ${rule} ${file}:${line} ${message}`);
  }
  worker.end();
  return found;
}
