import { makeFolders } from '../../files/make-folders.ts';
import type { JobRequest } from '../../model/job-request.ts';
import {
  type Distribution,
  isBundledWheel,
  libraryFiles,
  type WantedLibraries,
} from '../../model/libraries.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { writePackage } from '../../package/write-package.ts';
import { type JobPlace, type Runtime, resultsFolder } from '../../runtime/runtime.ts';
import { formatCount } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { DataLook } from '../../trees/data-look.ts';
import { emptyTree, lookAtData } from '../../trees/trees.ts';
import { jobLayout } from '../disk/job-layout.ts';
import { makeSegmentFolders } from '../disk/segment-files.ts';

/** What a place is opened for: all of a job but how it runs. */
export type PlaceRequest = Omit<JobRequest, 'resuming'>;

export interface OpenedPlace {
  readonly place: JobPlace;
  /** The engine's name, for people. */
  readonly engine: string;
  /** Id of the image. */
  readonly image: string;
  /** Of the data; null where there is none. */
  readonly fingerprint: string | null;
  /** Of the data, as its files say. */
  readonly dataBytes: number;
  /** What the job's report has to say of the engine. */
  readonly warnings: readonly string[];
}

export interface OpeningContext {
  readonly runtime: Runtime;
  /** What was installed for the package, where something was. */
  readonly onInstalled?: (distributions: readonly Distribution[]) => void;
  /** What is told while an image is built. */
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Workers that are started before it is known how many fragments there are: two for as many bytes of data, which make
 * many fragments. A job of less has its second when there is work for it: a single fragment would only wait for that.
 */
const workersAhead = 2;
const bytesForMany = 1024 * 1024;
/** Of a name, which may be as long as a path can be. */
const mostPathCharacters = 200;

/** Lays out a job's folders and opens the place of its sandboxes. Throws what the runtime throws. */
export async function openPlace(
  request: PlaceRequest,
  { runtime, onProgress, onInstalled, signal }: OpeningContext,
): Promise<OpenedPlace> {
  const { id, name, source, folder, dataset, options } = request;
  const folders = jobLayout(folder);
  await makeSegmentFolders(folder);
  // Sandboxes that were started before the job was there hold on to these folders themselves.
  for (const path of [folders.package, folders.resources]) {
    await makeFolders(path, 0o755);
    await emptyTree(path);
  }
  const libraries = await librariesOf(source);
  const [look, { name: engine, warnings }, image] = await Promise.all([
    dataset === null ? null : lookAtData(dataset.path, signal),
    runtime.describe(),
    runtime.prepareImage({
      libraries,
      layerBytes: options.limits.layerBytes,
      signal,
      onProgress,
      ...(onInstalled === undefined ? {} : { onInstalled }),
    }),
    writePackage(libraries === null ? source : withoutWheels(source), folders.package),
    makeFolders(resultsFolder(folders, name), 0o755),
  ]);
  signal.throwIfAborted();
  const placed = dataset && look && { ...dataset, isReadableByAll: look.isReadableByAll };
  const spec = { jobId: id, jobName: name, image, folders, dataset: placed, limits: options.limits };
  const place = await runtime.openJob(spec);
  // Without a sandbox links lead where they led before.
  const ofLinks = look === null || runtime.kind === 'process' ? null : linksWarning(look);
  return {
    ...{ place, engine, image, fingerprint: look?.fingerprint ?? null },
    dataBytes: look?.bytes ?? 0,
    warnings: ofLinks === null ? warnings : [...warnings, ofLinks],
  };
}

/** Null: none beside those of the image. What reads the lists is loaded where there are any. */
async function librariesOf(source: PackageSource): Promise<WantedLibraries | null> {
  if (!libraryFiles.some((path) => source.files.has(path))) return null;
  const { wantedLibraries } = await import('../../requirements/wanted-libraries.ts');
  return wantedLibraries(source);
}

/** What an author has to know of links in the data, in one sentence; null: nothing. */
function linksWarning({ linksOut: { count, first } }: DataLook): string | null {
  if (first === null) return null;
  const shown = inertLine(first.slice(0, mostPathCharacters));
  const which =
    count === 1 ? `the link ${shown} leads` : `${formatCount(count)} links, one of them ${shown}, lead`;
  return `${which} out of the data folder, and to nothing in the sandbox, which sees only what is in it: put the files themselves there, or hard links (\`ln\`)`;
}

/** What a sandbox is shown: wheels are installed already, and copying them takes long. */
function withoutWheels({ files }: PackageSource): Pick<PackageSource, 'files'> {
  return { files: new Map([...files].filter(([path]) => !isBundledWheel(path))) };
}

/**
 * The opening of a job's sandbox, and the start of its first containers, before it is known whether they are wanted.
 */
export interface OpeningAhead {
  /** Resolves when the containers are on their way, or will not be; whatever is wrong, `opened` tells. */
  readonly underway: Promise<void>;
  readonly opened: Promise<OpenedPlace>;
  /** Nobody wants it. Resolves when nothing of it is left. */
  abandon(): Promise<void>;
}

/** Begins at once. No user code runs in what is started until somebody sends it its work. */
export function openAhead(request: JobRequest, context: OpeningContext): OpeningAhead {
  const abandoned = new AbortController();
  const signal = AbortSignal.any([context.signal, abandoned.signal]);
  const opened = openPlace(request, { ...context, signal });
  return {
    underway: opened.then(
      ({ place, dataBytes }) => {
        const wanted = dataBytes < bytesForMany ? 1 : workersAhead;
        return place.startAhead(Math.min(wanted, request.options.workers));
      },
      () => {},
    ),
    opened,
    async abandon() {
      abandoned.abort(new Error('the place is not wanted'));
      await opened.then(
        ({ place }) => place.close(),
        () => {},
      );
    },
  };
}
