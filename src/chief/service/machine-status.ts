import { ownVersion } from '../../host/own-version.ts';
import type { Account } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { Readiness } from '../chief.ts';
import type { ChiefMeter } from '../chief-meter.ts';
import type { ChiefSettings } from '../chief-settings.ts';
import { type MachineJob, type MachineView, mostMachinesShown, mostQueued } from '../machine-view.ts';
import type { RunningBounds } from '../queue/next-job.ts';
import type { LiveJob } from '../running/live-job.ts';
import type { MachineSlots } from '../running/machine-slots.ts';
import type { QueueRunner } from '../running/queue-runner.ts';
import { type SeenMachine, seenMachines } from '../seen-machines.ts';
import type { AccountSpace } from '../space/account-space.ts';
import type { SpaceWatch } from '../space/space-watch.ts';
import { bytesByKind } from '../space/stored-bytes.ts';
import { ownerFor } from './rights.ts';

export interface MachineStatusParts {
  readonly store: Pick<Store, 'accounts' | 'jobs'>;
  readonly settings: Pick<ChiefSettings, 'runningJobs'>;
  readonly slots: Pick<MachineSlots, 'total' | 'areMany' | 'nodes'>;
  readonly meter: Pick<ChiefMeter, 'busy' | 'image'>;
  readonly queueRunner: QueueRunner;
  readonly space: AccountSpace;
  readonly disk: Pick<SpaceWatch, 'disk' | 'shortage'>;
  readonly bounds: RunningBounds;
  /** Why nothing is taken at all; null where it is. */
  readonly hindrance: () => string | null;
  /** What the engine answered lately. */
  readonly engine: () => Promise<{ readonly engine: string | null; readonly readiness: Readiness }>;
}

/** Tells how the machine is and what waits for what. */
export class MachineStatus {
  readonly #parts: MachineStatusParts;
  readonly #version = ownVersion();

  constructor(parts: MachineStatusParts) {
    this.#parts = parts;
  }

  async seenBy(account: Account): Promise<MachineView> {
    const { store, settings, queueRunner, space, disk, bounds, hindrance, slots, meter } = this.#parts;
    const [{ engine, readiness }, jobs, stored] = await Promise.all([
      this.#parts.engine(),
      store.jobs.counts(ownerFor(account)),
      account.admin ? bytesByKind(store, space) : null,
    ]);
    const { running, waiting } = queueRunner;
    const holds = [
      ...told('chief', hindrance()),
      ...told('disk', disk.shortage),
      ...told('engine', readiness.ready ? null : readiness.reason),
    ];
    return {
      version: this.#version,
      ready: holds.length === 0,
      holds,
      engine,
      image: meter.image,
      slots: { total: slots.total, shared: queueRunner.shared },
      machines: slots.areMany ? machinesFor(account, seenMachines(slots.nodes, meter.busy)) : null,
      runningJobs: { now: running.length, most: settings.runningJobs },
      memory: {
        totalBytes: bounds.memoryBytes,
        claimedBytes: running.reduce((sum, job) => sum + claimed(job), 0),
      },
      disk: { ...disk.disk, stored },
      jobs,
      running: running.map((job) => shown(job, account, { workers: job.workers, memoryBytes: claimed(job) })),
      queue: waiting.slice(0, mostQueued).map((job) =>
        shown(job, account, {
          ...{ workers: job.wanted, memoryBytes: job.memoryBytes },
          ...queueRunner.placeOf(job.id),
        }),
      ),
      queueLength: waiting.length,
    };
  }
}

/** Names of machines are for operators. */
function machinesFor(account: Account, machines: readonly SeenMachine[]): MachineView['machines'] {
  const count = (wanted: SeenMachine['state']) => machines.filter(({ state }) => state === wanted).length;
  return {
    ...{ ready: count('ready'), draining: count('draining'), down: count('down') },
    list: account.admin ? machines.slice(0, mostMachinesShown) : null,
  };
}

function told(what: MachineView['holds'][number]['what'], message: string | null): MachineView['holds'] {
  return message === null ? [] : [{ what, message }];
}

function claimed({ memoryBytes, workers, workerBytes }: LiveJob): number {
  return memoryBytes + (workers - 1) * workerBytes;
}

function shown(
  job: LiveJob,
  viewer: Account,
  place: Pick<MachineJob, 'workers' | 'memoryBytes'> & Partial<Pick<MachineJob, 'position' | 'waitsFor'>>,
): MachineJob {
  const { waitsFor } = job;
  const { id, name, account, createdAtMs } = job.stored;
  const isSeen = viewer.admin || account === viewer.name;
  const seen = isSeen
    ? { id, name, account, createdAtMs }
    : { id: null, name: null, account: null, createdAtMs: null };
  return { position: null, waitsFor, ...place, ...seen, state: job.state };
}
