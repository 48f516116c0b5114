import type Docker from 'dockerode';
import { FailureError, failure } from '../../../model/failures.ts';
import type { Distribution, LibrarySettings, WantedLibraries } from '../../../model/libraries.ts';
import type { LibraryLayer } from '../../runtime.ts';
import { ensureLibraryImages, type LibraryImages } from '../image/ensure-image.ts';
import { digestOf } from '../image/image-inputs.ts';
import { imageId, nameImage } from '../image/named-image.ts';
import type { PipDefaults } from './allowed-hosts.ts';
import { installFailure, tooLargeFailure } from './install-failure.ts';
import { type FolderWheel, listWheels } from './installer-container.ts';
import type { InstallerFailure } from './installer-lines.ts';
import { InstallerSession } from './installer-session.ts';
import { KeyedTurns } from './keyed-turns.ts';
import {
  askedName,
  digestIn,
  layerName,
  libraryLabels,
  readDistributions,
  usedAtMs,
  usedName,
} from './layer-names.ts';
import { exactDistributions, isLocked } from './locked.ts';
import { noSupplyFailure, notLockedFailure, tooSlowFailure } from './other-failures.ts';
import { distributionsOf } from './resolution.ts';
import { SharedWork } from './shared-work.ts';
import { type InstallAttempt, isAway, isUnreachable } from './supply-trouble.ts';
import { aboutToStartMs } from './sweep-layers.ts';

export interface LibraryInstallerParts {
  readonly docker: Docker;
  /** Our profile, as the engine takes it. */
  readonly seccomp: string;
  /** The engine's containers can reach sockets and folders of this machine. */
  readonly isLocal: boolean;
  readonly settings: LibrarySettings;
  /** Proxies of this machine, and how images are built. */
  readonly env: NodeJS.ProcessEnv;
  /** Makes a folder for a socket, which the engine sees and whoever asked removes. */
  readonly makeFolder: () => Promise<string>;
  /** The sources to build images from, when not those of this installation. */
  readonly sandboxFolder?: string;
  /** Longest time for one installation. */
  readonly patienceMs?: number;
}

export interface LibraryRequest {
  readonly wanted: WantedLibraries;
  /** Limit `layerBytes`. */
  readonly maxBytes: number;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** An image with libraries on top of the sandbox. */
export interface LibraryImage {
  readonly id: string;
  /** What was installed beside what the sandbox has anyway, by name. */
  readonly distributions: readonly Distribution[];
  /** Null where nothing was. */
  readonly layer: LibraryLayer | null;
}

interface KnownImage extends LibraryImage {
  /** None of it is a package's own. */
  readonly isShared: boolean;
}

const usualPatienceMs = 10 * 60_000;

/**
 * Makes images with libraries: what is asked for is resolved first, and a layer is named after what came of it, so that
 * two that resolve alike have one layer, and a wheel that was built anew another. Each is built once.
 */
export class LibraryInstaller {
  readonly #parts: LibraryInstallerParts;
  readonly #underway = new SharedWork<LibraryImage>();
  readonly #turns = new KeyedTurns();
  readonly #hearing = new Map<string, Set<(line: string) => void>>();
  #defaults: PipDefaults | null = null;

  constructor(parts: LibraryInstallerParts) {
    this.#parts = parts;
  }

  /** Throws FailureError `image-missing` or `dependency-install`; errors of the engine pass through. */
  async install(request: LibraryRequest): Promise<LibraryImage> {
    const { docker, env, sandboxFolder } = this.#parts;
    const { onProgress, signal } = request;
    const options = { onProgress, signal, env, ...(sandboxFolder === undefined ? {} : { sandboxFolder }) };
    const images = await ensureLibraryImages(docker, options);
    const folder = await this.#listFolder();
    const key = this.#keyOf(request, images, folder);
    const hearing = this.#hearing.get(key) ?? new Set();
    this.#hearing.set(key, hearing.add(onProgress));
    try {
      return await this.#underway.do(key, signal, (shared) =>
        this.#installShared(
          { ...request, signal: shared, onProgress: tellAll(hearing) },
          images,
          folder,
          key,
        ),
      );
    } finally {
      hearing.delete(onProgress);
      if (hearing.size === 0) this.#hearing.delete(key);
    }
  }

  async #installShared(
    request: LibraryRequest,
    images: LibraryImages,
    folder: readonly FolderWheel[],
    key: string,
  ): Promise<LibraryImage> {
    const { patienceMs = usualPatienceMs } = this.#parts;
    const tooSlow = AbortSignal.timeout(patienceMs);
    const signal = AbortSignal.any([request.signal, tooSlow]);
    try {
      const image = await this.#bySupplies({ ...request, signal }, images, folder, key);
      const bytes = image.layer?.bytes ?? 0;
      if (bytes > request.maxBytes) throw tooLargeFailure(bytes, request.maxBytes);
      return image;
    } catch (error) {
      request.signal.throwIfAborted();
      throw tooSlow.aborted ? tooSlowFailure(Math.ceil(patienceMs / 60_000)) : error;
    }
  }

  /** Wheels of the package are tried alone first: then no index is asked, and none can put its own in their place. */
  async #bySupplies(
    request: LibraryRequest,
    images: LibraryImages,
    folder: readonly FolderWheel[],
    key: string,
  ): Promise<LibraryImage> {
    const { settings, docker } = this.#parts;
    const indexes = indexesOf(settings);
    const hasIndex = indexes.length > 0;
    const hasWheels = request.wanted.wheels.length > 0 || !hasIndex;
    const locked = await this.#lockedLayer(request.wanted, images);
    if (locked !== null) return locked;
    const offline = askedName(key);
    if (hasWheels) {
      const known = await this.#known(offline);
      if (known !== null) return known;
    }
    let first: FailureError | null = null;
    for (const index of [...(hasWheels ? [null] : []), ...indexes]) {
      if (index !== null && !this.#parts.isLocal) throw first ?? noSupplyFailure();
      const found = await this.#bySupply(request, images, folder, index);
      if ('id' in found) {
        // Wheels are all there is to choose from, and the key is that of their content.
        if (index === null) await tag(docker, found.id, offline);
        return found;
      }
      const told = installFailure(found.failed, found.attempt);
      if (index === null && hasIndex && isMissing(found.failed)) first = told;
      else if (index !== null && index !== indexes.at(-1) && isAway(found.failed, found.attempt)) {
        request.onProgress(`${told.failure.message} The next one is asked.`);
      } else throw first !== null && isUnreachable(found.attempt) ? first : told;
    }
    throw first ?? noSupplyFailure();
  }

  async #bySupply(
    request: LibraryRequest,
    images: LibraryImages,
    folder: readonly FolderWheel[],
    index: string | 'usual' | null,
  ): Promise<LibraryImage | { readonly failed: InstallerFailure; readonly attempt: InstallAttempt }> {
    const { onProgress, signal, maxBytes, wanted } = request;
    const step = { ...images.step, onProgress, signal };
    const session = await InstallerSession.open({
      step,
      ...this.#parts,
      image: images.base,
      wanted,
      folder,
      index,
      maxBytes,
      defaults: () => this.#defaults,
      onDefaults: (defaults) => {
        this.#defaults = defaults;
      },
    });
    try {
      const resolved = await session.resolve();
      if ('failed' in resolved) return resolved;
      const distributions = distributionsOf(resolved.distributions);
      const { lock } = wanted;
      const other = lock === null ? undefined : distributions.find((one) => !isLocked(one, lock));
      if (lock !== null && other !== undefined) throw notLockedFailure(other, lock);
      if (distributions.length === 0) return { id: images.sandbox, distributions, layer: null };
      const name = nameOf(images, distributions);
      return await this.#turns.take(name, signal, async () => {
        const known = await this.#known(name);
        if (known !== null) return known;
        const built = await session.install(images.sandbox, resolved.distributions);
        if (typeof built !== 'string') return built;
        await nameImage(this.#parts.docker, built, name);
        const made = await this.#known(name);
        if (made === null) throw new Error(`the layer ${name} is gone as soon as it was made`);
        return made;
      });
    } finally {
      await session.close();
    }
  }

  /**
   * The layer of a lock that names one wheel for every library: then there is nothing to find out. Only where all of it
   * came from the operator's supplies, which are everybody's: a package's own wheels are got by having them.
   */
  async #lockedLayer({ lock }: WantedLibraries, images: LibraryImages): Promise<LibraryImage | null> {
    const exact = lock === null ? null : exactDistributions(lock);
    if (exact === null || exact.length === 0) return null;
    const known = await this.#known(nameOf(images, exact));
    return known?.isShared === true ? known : null;
  }

  /** An image by its name, which is noted as used now; null where there is none, or no more. */
  async #known(name: string): Promise<KnownImage | null> {
    const { docker } = this.#parts;
    try {
      const id = await imageId(docker, name);
      if (id === null) return null;
      const { Config, RepoTags, Size } = await docker.getImage(id).inspect();
      const labels = Config.Labels ?? {};
      const names = RepoTags ?? [];
      const digest = digestIn(names) ?? id;
      await tag(docker, id, usedName(layerName(digest), Date.now()));
      await forgetUses(docker, names);
      return {
        id,
        distributions: readDistributions(labels[libraryLabels.distributions] ?? ''),
        layer: { digest, bytes: Number(labels[libraryLabels.bytes] ?? Size) },
        isShared: labels[libraryLabels.supply] === 'operator',
      };
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return null;
      throw error;
    }
  }

  /** The operator's wheels. Throws FailureError where the folder cannot be read. */
  async #listFolder(): Promise<FolderWheel[]> {
    const { wheelFolder } = this.#parts.settings;
    if (wheelFolder === null) return [];
    try {
      return await listWheels(wheelFolder);
    } catch (error) {
      const message = `The folder of wheels cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`;
      const help =
        'The operator of the chief sets it (`pip.wheels`): it has to be a folder that the chief can read.';
      throw new FailureError(failure('dependency-install', 'preparing', message, { help }), { cause: error });
    }
  }

  /** Changes with whatever the answer may depend on, but for what an index has. */
  #keyOf(
    { wanted, maxBytes }: LibraryRequest,
    { step }: LibraryImages,
    folder: readonly FolderWheel[],
  ): string {
    const { requirements, constraints, wheels, lock } = wanted;
    const { indexUrl, mirrors, hosts } = this.#parts.settings;
    const stamps = folder.map(({ name, stamp }) => [name, stamp]);
    return digestOf(
      [
        step.inputs.sandboxDigest,
        requirements,
        constraints,
        lock,
        maxBytes,
        indexUrl,
        mirrors,
        hosts,
        stamps,
      ],
      wheels,
    );
  }
}

/** Pip found no file for something: another supply may have it. */
function isMissing({ reason, errors }: InstallerFailure): boolean {
  return reason === 'pip' && errors.some((line) => line.includes('No matching distribution found'));
}

/** The indexes that are asked, in turn. */
function indexesOf({ indexUrl, mirrors, wheelFolder }: LibrarySettings): readonly (string | 'usual')[] {
  if (indexUrl !== null) return [indexUrl, ...mirrors];
  return wheelFolder === null ? ['usual'] : [];
}

/** The name of the layer with these on the present sandbox. */
function nameOf({ step }: LibraryImages, distributions: readonly Distribution[]): string {
  return layerName(digestOf([step.inputs.sandboxDigest, distributions], []));
}

function tellAll(hearing: ReadonlySet<(line: string) => void>): (line: string) => void {
  return (line) => {
    for (const hear of hearing) hear(line);
  };
}

/** Takes names away that tell of uses before a later one. The image has others. */
async function forgetUses(docker: Docker, names: readonly string[]): Promise<void> {
  const now = Date.now();
  for (const name of names) {
    const atMs = usedAtMs(name);
    if (atMs === null || now - atMs < aboutToStartMs) continue;
    await docker
      .getImage(name)
      .remove()
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
      });
  }
}

/** Gives an image one more name; where an image of that name is there, this one has it then. */
async function tag(docker: Docker, id: string, name: string): Promise<void> {
  const [repo, label] = name.split(':') as [string, string];
  await docker.getImage(id).tag({ repo, tag: label });
}
