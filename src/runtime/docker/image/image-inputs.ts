import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  finishCommand,
  harnessLayerCommand,
  imageChanges,
  mmdebstrapArguments,
  pythonImage,
} from './recipes.ts';

/** One file of `sandbox/`, named relative to the folder it was read from. */
export interface InputFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Everything that decides what the images hold, and digests of it (hex). */
export interface ImageInputs {
  readonly sandboxFolder: string;
  /** The recipe of the base: package list and finishing script. */
  readonly recipe: readonly InputFile[];
  /** Python files below `butcher_harness/`, and `butcher_gate/` for containers on other machines. */
  readonly programs: readonly InputFile[];
  /** What the gate's filter is made of: the compiler and the seccomp profile. */
  readonly filter: readonly InputFile[];
  readonly baseDigest: string;
  /** Covers the base's digest. */
  readonly sandboxDigest: string;
}

const deeply = { recursive: true, withFileTypes: true } as const;

/** The `sandbox/` folder of this installation, beside `src/` and `dist/`. */
export const installedSandboxFolder = fileURLToPath(new URL('../../../../sandbox/', import.meta.url));

/** How files are read: by others, or here and now, in a third of the processor time. */
export interface FileReading {
  readonly list: (folder: string) => Dirent[] | Promise<Dirent[]>;
  readonly read: (path: string) => Buffer | Promise<Buffer>;
}

const byOthers: FileReading = {
  list: (folder) => readdir(folder, deeply),
  read: (path) => readFile(path),
};

/** For whoever serves nobody meanwhile. */
export const atOnce: FileReading = {
  list: (folder) => readdirSync(folder, deeply),
  read: (path) => readFileSync(path),
};

/** Reads the inputs of the base and the sandbox image. A few milliseconds. */
export async function readImageInputs(
  sandboxFolder = installedSandboxFolder,
  reading = byOthers,
): Promise<ImageInputs> {
  const recipe = await readFiles(join(sandboxFolder, 'image'), () => true, reading);
  const [harness, gate] = await Promise.all(
    ['harness', 'gate'].map((folder) =>
      readFiles(join(sandboxFolder, folder), (path) => /^butcher_[a-z]+\/.*\.py$/.test(path), reading),
    ),
  );
  if (harness!.length === 0) throw new Error(`the harness is missing from ${join(sandboxFolder, 'harness')}`);
  const programs = [...harness!, ...gate!];
  const filter = [
    ...(await readFiles(join(sandboxFolder, 'gate'), (path) => path === 'compile_filter.py', reading)),
    { path: 'seccomp.json', bytes: await reading.read(join(sandboxFolder, 'seccomp.json')) },
  ];
  const baseDigest = digestOf(
    [pythonImage, finishCommand, mmdebstrapArguments([]), imageChanges('base')],
    recipe,
  );
  const sandboxDigest = digestOf(
    [baseDigest, harnessLayerCommand, imageChanges('sandbox')],
    [...programs, ...filter],
  );
  return { sandboxFolder, recipe, programs, filter, baseDigest, sandboxDigest };
}

/** The Python files of a folder of `sandbox/`, without folders below it. */
export function readProgram(folder: string): Promise<InputFile[]> {
  return readFiles(folder, (path) => path.endsWith('.py') && !path.includes('/'), byOthers);
}

/** First 16 hex digits of SHA-256 over settings and files; neither order on disk nor times matter. */
export function digestOf(settings: unknown, files: readonly InputFile[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const file of files) hash.update(`\n${file.path}\n${file.bytes.length}\n`).update(file.bytes);
  return hash.digest('hex').slice(0, 16);
}

async function readFiles(
  folder: string,
  wanted: (path: string) => boolean,
  { list, read }: FileReading,
): Promise<InputFile[]> {
  const entries = await list(folder);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .filter((path) => wanted(path) && !path.includes('__pycache__'))
    .sort();
  return Promise.all(paths.map(async (path) => ({ path, bytes: await read(join(folder, path)) })));
}
