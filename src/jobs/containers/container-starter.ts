import type { LoadMessage, Role } from '../../bridge/messages.ts';
import {
  blockBytes,
  type SegmentGeometry,
  SegmentLedger,
  scratchBlocks,
} from '../../bridge/segment-ledger.ts';
import type { SessionHandlers } from '../../bridge/session.ts';
import type { Clock } from '../../model/clock.ts';
import type { JobRequest } from '../../model/job-request.ts';
import type { JobPlace, SegmentPaths } from '../../runtime/runtime.ts';
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
    const { request, place, owners, clock, signal } = this.#parts;
    const segment = await this.#makeSegment(order.role);
    const ledger = segment === null ? null : new SegmentLedger(segment.geometry);
    const container = await RoleContainer.start({
      ...order,
      place,
      segment: segment?.path ?? null,
      ledger,
      load: this.#loadMessage(order.role, segment),
      limits: request.options.limits,
      clock,
      signal,
    });
    if (ledger !== null) {
      owners.add(ledger, container.session);
      void container.died.then(() => owners.remove(ledger));
    }
    return container;
  }

  /** The segment that a container of this role writes; null: its payload goes inline. */
  async #makeSegment(role: Role): Promise<OwnSegment | null> {
    const { place, segments, keepsResults, inline } = this.#parts;
    if (role === 'merger' || place.paths.segments === null || inline === true) return null;
    const { name, path } = await segments.create(role === 'splitter' ? 'fragments' : 'results');
    // A durable result stays where it is; everything else is scratch and used again.
    const growing = role === 'worker' && keepsResults;
    // Fragments are compared when they are yielded again, results when they are read again.
    const checksums = role === 'splitter' || growing;
    return { path, geometry: { name, blockBytes, blocks: growing ? null : scratchBlocks, checksums } };
  }

  #loadMessage(role: Role, segment: OwnSegment | null): LoadMessage {
    const { request, place } = this.#parts;
    const { limits } = request.options;
    const paths = place.paths.segments;
    return {
      type: 'load',
      jobName: request.name,
      packagePath: place.paths.package,
      datasetPath: place.paths.dataset,
      resultsPath: place.paths.results,
      ...entryPoint(role, request.source.layout, place.paths.package),
      params: request.options.params ?? null,
      fragmentBytes: limits.fragmentBytes,
      resultBytes: limits.resultBytes,
      recursionDepth: limits.recursionDepth,
      logBytes: limits.logBytes,
      crcs: role === 'worker' && this.#parts.keepsResults,
      segments: {
        own:
          segment === null || paths === null
            ? null
            : { ...segment.geometry, path: paths.own(segment.path), leastBytes: leastSegmentBytes },
        folder: paths === null ? null : foldersReadBy(paths)[role],
        readOnce: role === 'merger' && this.#parts.keepsResults,
      },
    };
  }
}

/** The folder of segments that a container of each role reads. */
function foldersReadBy(paths: SegmentPaths): Readonly<Record<Role, string | null>> {
  return { splitter: null, worker: paths.fragments, merger: paths.results };
}
