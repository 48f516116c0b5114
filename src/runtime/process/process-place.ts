import { symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exactRealpath } from '../../files/exact-realpath.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { exactPath } from '../../text/byte-names.ts';
import { removeTree } from '../../trees/trees.ts';
import {
  type JobPlace,
  type JobPlaceSpec,
  resultsFolder,
  type Sandbox,
  type SandboxRequest,
} from '../runtime.ts';
import { StartedSandboxes } from '../started-sandboxes.ts';
import { type ProcessJobContext, startProcessSandbox } from './process-sandbox.ts';

/** What a job needs to know beside its spec. */
export type ProcessPlaceSettings = Pick<ProcessJobContext, 'python' | 'searchPath' | 'dialBackMs'>;

/** One job's child processes, and its scratch folder with a tree of links that looks like a container's `/app`. */
export class ProcessPlace implements JobPlace {
  readonly #context: ProcessJobContext;
  readonly #onClosed: () => void;
  readonly #sandboxes = new StartedSandboxes();
  #closed: Promise<void> | null = null;

  private constructor(context: ProcessJobContext, onClosed: () => void) {
    this.#context = context;
    this.#onClosed = onClosed;
  }

  static async open(
    spec: JobPlaceSpec,
    settings: ProcessPlaceSettings,
    onClosed: () => void,
  ): Promise<ProcessPlace> {
    await removeTree(spec.folders.scratch);
    await makeFolders(spec.folders.scratch, 0o700);
    try {
      const app = join(await exactRealpath(spec.folders.scratch), 'app');
      const resources = join(app, 'resources', spec.jobName);
      const data = join(resources, 'data');
      await makeFolders(data);
      const paths = {
        package: await link(spec.folders.package, join(app, 'package')),
        dataset: spec.dataset === null ? data : await link(spec.dataset.path, join(data, spec.dataset.name)),
        results: await link(resultsFolder(spec.folders, spec.jobName), join(resources, 'results')),
        segments: { own: (segment: string) => segment, ...spec.folders.segments },
      };
      return new ProcessPlace({ ...settings, spec, paths }, onClosed);
    } catch (error) {
      await removeTree(spec.folders.scratch);
      throw error;
    }
  }

  start(request: SandboxRequest): Promise<Sandbox> {
    return this.#sandboxes.start(request, (one) => startProcessSandbox(this.#context, one));
  }

  /** A process starts at once. */
  async startAhead(): Promise<void> {}

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#sandboxes.close();
    await removeTree(this.#context.spec.folders.scratch);
    this.#onClosed();
  }
}

async function link(target: string, path: string): Promise<string> {
  await makeFolders(dirname(path));
  await symlink(exactPath(await exactRealpath(target)), exactPath(path));
  return path;
}
