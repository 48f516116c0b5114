import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import type { LibrarySettings, WantedLibraries } from '../../../model/libraries.ts';
import { type BuildContainer, createBuildContainer } from '../image/build-container.ts';
import { installedSandboxFolder, readProgram } from '../image/image-inputs.ts';
import { imagePaths } from '../image/image-names.ts';
import type { ImageStep } from '../image/image-step.ts';
import { commitLayer } from '../image/layer.ts';
import { tarOf } from '../image/tar-of.ts';
import { allowedHosts, type PipDefaults } from './allowed-hosts.ts';
import { type IndexProxy, startIndexProxy } from './index-proxy.ts';
import {
  type FolderWheel,
  installerCommand,
  installerOptions,
  installerPaths,
  nobody,
  requestFiles,
  tarOfWheels,
} from './installer-container.ts';
import {
  boundedLines,
  type InstallerFailure,
  type InstallerLine,
  type ResolvedDistribution,
  readInstallerLine,
  TooMuchOutputError,
} from './installer-lines.ts';
import { libraryLabels, writeDistributions } from './layer-names.ts';
import { brokenOffFailure, foreignFailure, unreadableFailure } from './other-failures.ts';
import { distributionsOf, foreignDistribution } from './resolution.ts';
import type { InstallAttempt } from './supply-trouble.ts';

export interface SessionOptions {
  readonly step: ImageStep;
  readonly seccomp: string;
  readonly isLocal: boolean;
  readonly settings: LibrarySettings;
  readonly env: NodeJS.ProcessEnv;
  /** Makes a folder for a socket, which the engine sees. */
  readonly makeFolder: () => Promise<string>;
  readonly sandboxFolder?: string;
  /** Has pip. */
  readonly image: string;
  readonly wanted: WantedLibraries;
  /** Wheels of the operator's folder. */
  readonly folder: readonly FolderWheel[];
  /** Address of the index that is asked; `usual`: pip's own; null: none, only wheels. */
  readonly index: string | 'usual' | null;
  readonly maxBytes: number;
  /** What pip takes where no index is set, once it is known. */
  readonly defaults: () => PipDefaults | null;
  readonly onDefaults: (defaults: PipDefaults) => void;
}

export interface FailedAttempt {
  readonly failed: InstallerFailure;
  readonly attempt: InstallAttempt;
}

/** Wheels may come twice where an index does not let pip keep them, and some are looked at and not taken. */
const downloadsPerLayer = 4;
/** A layer as a tar is larger than its files; more than that is no layer. */
const tarPerLayer = 2;

/** One container in which libraries are resolved and installed, with the proxy that is its only way out. */
export class InstallerSession {
  readonly #options: SessionOptions;
  readonly #container: BuildContainer;
  /** Of this machine; holds the folder with the socket. */
  readonly #scratch: string;
  #proxy: IndexProxy | null = null;
  #indexHost: string | null = null;
  #hosts: ReadonlySet<string> = new Set();

  private constructor(options: SessionOptions, container: BuildContainer, scratch: string) {
    this.#options = options;
    this.#container = container;
    this.#scratch = scratch;
  }

  /** Starts the container with the request in it; nothing is resolved yet. */
  static async open(options: SessionOptions): Promise<InstallerSession> {
    const scratch = await options.makeFolder();
    let session: InstallerSession | null = null;
    try {
      const { image, seccomp, maxBytes, step, index } = options;
      const proxyFolder = join(scratch, 'proxy');
      await mkdir(proxyFolder);
      await chmod(proxyFolder, 0o755);
      const mounts = [
        ...(index !== null ? [{ source: proxyFolder, target: installerPaths.proxy }] : []),
        ...(isMounted(options)
          ? [{ source: options.settings.wheelFolder!, target: installerPaths.mountedFolder }]
          : []),
      ];
      const input = { image, seccomp, maxBytes, mounts };
      session = new InstallerSession(
        options,
        await createBuildContainer(step, installerOptions(input)),
        scratch,
      );
      await session.#begin(proxyFolder);
      return session;
    } catch (error) {
      await (session?.close() ?? rm(scratch, { recursive: true, force: true }));
      throw error;
    }
  }

  /** What pip would install. Throws FailureError where it is not ours to install, or it broke off. */
  async resolve(): Promise<{ readonly distributions: readonly ResolvedDistribution[] } | FailedAttempt> {
    const end = await this.#run('resolve');
    if (end.type === 'failed') return this.#failed(end);
    if (end.type !== 'resolved') throw brokenOffFailure(null);
    const folders = [installerPaths.packageWheels, installerPaths.copiedFolder, installerPaths.mountedFolder];
    const foreign = foreignDistribution(end.distributions, { hosts: this.#hosts, folders });
    if (foreign !== null) throw foreignFailure(foreign);
    return end;
  }

  /** Installs what `resolve` has found on the sandbox image. Resolves with the new image's id, which has no name. */
  async install(sandbox: string, resolved: readonly ResolvedDistribution[]): Promise<string | FailedAttempt> {
    const supply = isOfThePackage(resolved) ? 'package' : 'operator';
    const end = await this.#run('install');
    if (end.type === 'failed') return this.#failed(end);
    if (end.type !== 'installed') throw brokenOffFailure(null);
    const files = await this.#container.get(imagePaths.requirements);
    return commitLayer(this.#options.step, {
      from: sandbox,
      files: bounded(files, tarPerLayer * this.#options.maxBytes),
      folder: '/opt',
      kind: 'requirements',
      labels: {
        [libraryLabels.distributions]: writeDistributions(distributionsOf(resolved)),
        [libraryLabels.bytes]: String(end.bytes),
        [libraryLabels.supply]: supply,
      },
    });
  }

  /** Removes the container and whatever else is left. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#container.remove(), this.#proxy?.close()]);
    await rm(this.#scratch, { recursive: true, force: true });
  }

  async #begin(proxyFolder: string): Promise<void> {
    const { settings, wanted, folder, index, maxBytes, sandboxFolder, env } = this.#options;
    const program = await readProgram(join(sandboxFolder ?? installedSandboxFolder, 'libraries'));
    await this.#container.put(tarOf(program, `${installerPaths.build.slice(1)}/`, nobody), '/');
    await this.#container.put(tarOf([], `${imagePaths.requirements.slice(1)}/`, nobody), '/');
    await this.#container.start();
    let indexUrl: string | null = null;
    if (index !== null) {
      const defaults = await this.#pipDefaults();
      indexUrl = index === 'usual' ? defaults.indexUrl : index;
      this.#indexHost = new URL(indexUrl).host;
      this.#hosts = allowedHosts(indexUrl, settings.hosts, defaults);
      this.#proxy = await startIndexProxy({
        socket: join(proxyFolder, 'pip.sock'),
        allowed: this.#hosts,
        maxBytes: downloadsPerLayer * maxBytes,
        env,
      });
    }
    const isCopied = folder.length > 0 && !isMounted(this.#options);
    const plan = {
      indexUrl,
      findLinks: [
        ...(wanted.wheels.length > 0 ? [installerPaths.packageWheels] : []),
        ...(isMounted(this.#options) ? [installerPaths.mountedFolder] : []),
        ...(isCopied ? [installerPaths.copiedFolder] : []),
      ],
      certificates: settings.certificates === null ? null : installerPaths.certificates,
      credentials: settings.credentials === null ? null : installerPaths.credentials,
      socket: index !== null ? installerPaths.socket : null,
      maxBytes,
    };
    const files = await requestFiles(wanted, plan, settings).catch((error: NodeJS.ErrnoException) => {
      throw unreadableFailure(error.code ?? 'unknown', { cause: error });
    });
    await this.#container.put(tarOf(files, `${installerPaths.build.slice(1)}/`, nobody), '/');
    if (isCopied) {
      const tar = tarOfWheels(settings.wheelFolder!, folder, installerPaths.copiedFolder.slice(1));
      await this.#container.put(tar, '/');
    }
  }

  /** Asked before anything of a package is in the container. */
  async #pipDefaults(): Promise<PipDefaults> {
    const known = this.#options.defaults();
    if (known !== null) return known;
    const end = await this.#run('defaults');
    if (end.type !== 'defaults') throw brokenOffFailure(null);
    this.#options.onDefaults(end);
    return end;
  }

  /** Runs one step to its last line. Throws FailureError where there is none. */
  async #run(
    name: 'defaults' | 'resolve' | 'install',
  ): Promise<Exclude<InstallerLine, { type: 'progress' }>> {
    const { onProgress, signal } = this.#options.step;
    const { output, status } = await this.#container.execute(installerCommand(name));
    const stop = () => output.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    let end: Exclude<InstallerLine, { type: 'progress' }> | null = null;
    try {
      for await (const text of boundedLines(output)) {
        const line = readInstallerLine(text);
        if (line?.type === 'progress') onProgress(line.text);
        else if (line !== null) end = line;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof TooMuchOutputError ? brokenOffFailure(null) : error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
    signal.throwIfAborted();
    if (end === null) throw brokenOffFailure(await status());
    return end;
  }

  #failed(failed: InstallerFailure): FailedAttempt {
    const { maxBytes } = this.#options;
    return { failed, attempt: { indexHost: this.#indexHost, notes: this.#proxy?.notes ?? null, maxBytes } };
  }
}

/** The operator's folder is mounted where the container's user can read it there, and copied elsewhere. */
function isMounted({ isLocal, folder }: Pick<SessionOptions, 'isLocal' | 'folder'>): boolean {
  return isLocal && folder.length > 0 && folder.every(({ isOpen }) => isOpen);
}

/** Some of it is a wheel that the package brings itself, which nobody else has a right to. */
function isOfThePackage(resolved: readonly ResolvedDistribution[]): boolean {
  return resolved.some(
    ({ scheme, path }) => scheme === 'file' && path.startsWith(`${installerPaths.packageWheels}/`),
  );
}

function bounded(stream: Readable, maxBytes: number): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new Error('the layer is larger than what it holds'));
      else done(null, chunk);
    },
  });
  stream.once('error', (error) => counter.destroy(error));
  return stream.pipe(counter);
}
