import { createReadStream } from 'node:fs';
import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import type { LibrarySettings, WantedLibraries } from '../../../model/libraries.ts';
import type { InputFile } from '../image/image-inputs.ts';
import { imagePaths } from '../image/image-names.ts';

/** Where things are in the container in which libraries are installed. */
export const installerPaths = {
  /** The program, what it is asked for, and wheels that were copied in. */
  build: '/build',
  packageWheels: '/build/wheels',
  copiedFolder: '/build/folder',
  certificates: '/build/certificates.pem',
  credentials: '/build/netrc',
  /** The operator's folder, where it can be mounted. */
  mountedFolder: '/wheels',
  /** Holds the socket of the chief's proxy. */
  proxy: '/proxy',
  socket: '/proxy/pip.sock',
} as const;

export interface InstallerContainerInput {
  readonly image: string;
  /** As the engine takes it. */
  readonly seccomp: string;
  /** The most bytes that one file may have. */
  readonly maxBytes: number;
  /** Folders of this machine by their path inside; all are read-only. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
}

export const nobody = 65_534;
const memoryBytes = 2 * 1024 ** 3;
const openFiles = 1024;
const processes = 64;
/** As for a sandbox: where processors are short, the chief goes first. */
const cpuShares = 256;
const dieBeforeTheChief = 500;

/**
 * Everything that locks the installation in. No code of a package runs there, but pip reads what anybody may have
 * written: no network, no privileges, bounded memory, processors and files.
 */
export function installerOptions(input: InstallerContainerInput): Docker.ContainerCreateOptions {
  return {
    Image: input.image,
    Cmd: [imagePaths.python, '-I', '-c', 'import signal; signal.pause()'],
    User: `${nobody}:${nobody}`,
    WorkingDir: '/tmp',
    Env: ['HOME=/tmp', 'TMPDIR=/tmp', 'LC_ALL=C.UTF-8'],
    Hostname: 'installer',
    NetworkDisabled: true,
    HostConfig: {
      Init: true,
      NetworkMode: 'none',
      IpcMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${input.seccomp}`],
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      NanoCpus: 1e9,
      CpuShares: cpuShares,
      OomScoreAdj: dieBeforeTheChief,
      PidsLimit: processes,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: openFiles, Hard: openFiles },
        { Name: 'fsize', Soft: input.maxBytes, Hard: input.maxBytes },
      ],
      LogConfig: { Type: 'none', Config: {} },
      Mounts: input.mounts.map(({ source, target }) => ({
        Type: 'bind' as const,
        Source: source,
        Target: target,
        ReadOnly: true,
        BindOptions: { Propagation: 'rprivate' as const },
      })),
    },
  };
}

/** The command that does one of the program's steps. */
export function installerCommand(step: 'defaults' | 'resolve' | 'install'): string[] {
  return [imagePaths.python, '-I', '-B', `${installerPaths.build}/install.py`, step];
}

/** What the program is to install, as files below `build`. */
export async function requestFiles(
  { requirements, constraints, wheels }: WantedLibraries,
  plan: object,
  settings: Pick<LibrarySettings, 'certificates' | 'credentials'>,
): Promise<InputFile[]> {
  const { certificates, credentials } = settings;
  const list = (path: string, lines: readonly string[]): InputFile => ({
    path,
    bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')),
  });
  return [
    list('requirements.txt', requirements),
    list('constraints.txt', constraints),
    { path: 'plan.json', bytes: Buffer.from(JSON.stringify(plan)) },
    ...wheels.map(({ path, bytes }) => ({ path: `wheels/${path.slice(path.lastIndexOf('/') + 1)}`, bytes })),
    ...(certificates === null ? [] : [{ path: 'certificates.pem', bytes: await readFile(certificates) }]),
    ...(credentials === null ? [] : [{ path: 'netrc', bytes: await readFile(credentials) }]),
  ];
}

/** One wheel of a folder, with what changes when the file does. */
export interface FolderWheel {
  readonly name: string;
  readonly bytes: number;
  readonly stamp: string;
  /** Every user of this machine may read it. */
  readonly isOpen: boolean;
}

/** The wheels of a folder of this machine, by name. */
export async function listWheels(folder: string): Promise<FolderWheel[]> {
  await access(folder, constants.R_OK | constants.X_OK);
  const folderStats = await stat(folder);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.whl')).sort();
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeNs, ctimeNs, ino, mode } = await stat(join(folder, name), { bigint: true });
      const isOpen = (Number(mode) & 0o004) !== 0 && (folderStats.mode & 0o005) === 0o005;
      return { name, bytes: Number(size), stamp: `${size} ${mtimeNs} ${ctimeNs} ${ino}`, isOpen };
    }),
  );
}

/** A tar of a folder's wheels, read while it is written. */
export function tarOfWheels(folder: string, wheels: readonly FolderWheel[], prefix: string): Readable {
  const tar = pack();
  const write = async () => {
    for (const { name, bytes } of wheels) {
      const entry = tar.entry({ name: `${prefix}/${name}`, size: bytes, mode: 0o644 });
      await new Promise<void>((resolve, reject) => {
        entry.once('finish', resolve).once('error', reject);
        createReadStream(join(folder, name)).once('error', reject).pipe(entry);
      });
    }
    tar.finalize();
  };
  write().catch((error: Error) => tar.destroy(error));
  return Readable.from(tar);
}
