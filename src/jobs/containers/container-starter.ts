import type { LoadMessage, Role } from '../../bridge/messages.ts';
import {
  blockBytes,
  type SegmentGeometry,
  SegmentLedger,
  scratchBlocks,
} from '../../bridge/segment-ledger.ts';
import type { SessionHandlers } from '../../bridge/session.ts';
import type { Clock } from '../../model/clock.ts';
import type { Failure } from '../../model/failures.ts';
import { windowGrowth } from '../../model/job-limits.ts';
import type { JobRequest } from '../../model/job-request.ts';
import type { JobPlace, SandboxPaths, SegmentPaths } from '../../runtime/runtime.ts';
import type { SegmentFiles } from '../disk/segment-files.ts';
import type { SegmentOwners } from '../disk/segment-owners.ts';
import { entryPoint } from './entry-points.ts';
import type { LogLine } from './log-lines.ts';
import { RoleContainer } from './role-container.ts';

/** Less payload than this costs more as a file access than it does on the bridge, in bytes. */
const leastSegmentBytes = 64 * 1024;

export interface ContainerStarterParts {
  readonly request: Pick<JobRequest, 'name' | 'source' | 'options'>;
  readonly place: JobPlace;
  readonly segments: SegmentFiles;
  readonly owners: SegmentOwners;
  /** Results stay where workers write them, so that a later chief finds them. */
  readonly keepsResults: boolean;
  /** Workers that the job may come to have. Left out: those of its options. */
  readonly mostWorkers?: number;
  /** All payload comes over the bridge, where it can be looked at. */
  readonly inline?: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What a container of a role tells, and what user code in it prints. */
export interface ContainerOrder {
  readonly role: Role;
  readonly memoryBytes: number;
  readonly handlers: Omit<SessionHandlers, 'ended'>;
  readonly onLogLines: (lines: Iterable<LogLine>) => void;
  /** What it is to work on cannot be sent to it. */
  readonly onUnsent: (cause: Failure) => void;
  /** Told the end of "it waits for …" while its start takes long. */
  readonly onWait?: (forWhat: string) => void;
}

/** A segment made for one container. */
interface OwnSegment {
  readonly path: string;
  readonly geometry: SegmentGeometry;
}

/** Starts the containers of a job, each with the segment that it writes and the message that tells it its work. */
export class ContainerStarter {
  readonly #parts: ContainerStarterParts;

  constructor(parts: ContainerStarterParts) {
    this.#parts = parts;
  }

  /** Throws the FailureError of {@link JobPlace.start}. */
  async start(order: ContainerOrder): Promise<RoleContainer> {
    const { request, place, segments, owners, inline, clock, signal } = this.#parts;
    const { role } = order;
    let own: OwnSegment | null = null;
    const segment = async () => {
      own = await this.#makeSegment(role);
      return own.path;
    };
    const container = await RoleContainer.start({
      ...order,
      place,
      segment: role === 'merger' || inline === true ? null : segment,
      equip: (paths) => ({
        load: this.#loadMessage(role, paths, own),
        ledger: own === null ? null : new SegmentLedger(own.geometry),
        read: paths.segments === null ? (range) => segments.read(range) : null,
      }),
      limits: request.options.limits,
      clock,
      signal,
    });
    const { ledger } = container;
    if (ledger !== null) {
      owners.add(ledger, container.session);
      void container.died.then(() => owners.remove(ledger));
    }
    return container;
  }

  /** The segment that a container of this role writes. */
  async #makeSegment(role: Role): Promise<OwnSegment> {
    const { segments, keepsResults } = this.#parts;
    const { name, path } = await segments.create(role === 'splitter' ? 'fragments' : 'results');
    // A durable result stays where it is; everything else is scratch and used again.
    const growing = role === 'worker' && keepsResults;
    // Fragments are compared when they are yielded again, results when they are read again.
    const checksums = role === 'splitter' || growing;
    const blocks = role === 'splitter' ? this.#windowBlocks : scratchBlocks;
    return { path, geometry: { name, blockBytes, blocks: growing ? null : blocks, checksums } };
  }

  /** With room for all of the window. */
  get #windowBlocks(): number {
    const { options } = this.#parts.request;
    return Math.ceil(scratchBlocks * windowGrowth(this.#parts.mostWorkers ?? options.workers));
  }

  #loadMessage(role: Role, paths: SandboxPaths, own: OwnSegment | null): LoadMessage {
    const { request } = this.#parts;
    const { limits } = request.options;
    const { segments } = paths;
    return {
      type: 'load',
      jobName: request.name,
      packagePath: paths.package,
      datasetPath: paths.dataset,
      resultsPath: paths.results,
      ...entryPoint(role, request.source.layout, paths.package),
      params: request.options.params ?? null,
      fragmentBytes: limits.fragmentBytes,
      resultBytes: limits.resultBytes,
      recursionDepth: limits.recursionDepth,
      logBytes: limits.logBytes,
      crcs: role === 'worker' && this.#parts.keepsResults,
      segments: {
        own:
          own === null || segments === null
            ? null
            : { ...own.geometry, path: segments.own(own.path), leastBytes: leastSegmentBytes },
        folder: segments === null ? null : foldersReadBy(segments)[role],
        readOnce: role === 'merger' && this.#parts.keepsResults,
      },
    };
  }
}

/** The folder of segments that a container of each role reads. */
function foldersReadBy(paths: SegmentPaths): Readonly<Record<Role, string | null>> {
  return { splitter: null, worker: paths.fragments, merger: paths.results };
}
