import type { Role } from '../../bridge/messages.ts';
import type { SessionHandlers } from '../../bridge/session.ts';
import { type Failure, FailureError } from '../../model/failures.ts';
import type { JobEvent } from '../../model/job-event.ts';
import type { CpuSeconds, PeakMemory } from '../../model/job-report.ts';
import type { Limits } from '../../model/limits.ts';
import { fullDiskOrOurs } from '../disk/disk-failure.ts';
import { ContainerStarter, type ContainerStarterParts } from './container-starter.ts';
import { CpuSecondsWatch } from './cpu-seconds.ts';
import type { LogLine } from './log-lines.ts';
import { MachineTally } from './machine-tally.ts';
import { PeakMemoryWatch } from './peak-memory.ts';
import type { RoleContainer } from './role-container.ts';
import { SeenViolations, type Violation } from './seen-violations.ts';
import { failureOf } from './verdict.ts';

/** How often a container may fail to start before the job gives up. */
const startTries = 3;

type Handlers = Omit<SessionHandlers, 'ended'>;

export interface JobContainersParts extends ContainerStarterParts {
  /** The job has its outcome: nothing is heard any more. */
  readonly isOver: () => boolean;
  readonly fail: (cause: Failure) => void;
  readonly emitEach: (events: Iterable<JobEvent>) => void;
  /** Called for each different thing that user code tried and should not have. */
  readonly onViolation: (violation: Violation) => void;
  /** Told the end of "it waits for …" while the start of a container takes long. */
  readonly onWait: (forWhat: string) => void;
}

/** The containers of a running job: starts them, and hears what concerns the job and not only their role. */
export class JobContainers {
  readonly machines = new MachineTally();
  readonly #starter: ContainerStarter;
  readonly #violations: SeenViolations;
  readonly #peaks = new PeakMemoryWatch();
  readonly #cpu = new CpuSecondsWatch();

  readonly #parts: JobContainersParts;

  constructor(parts: JobContainersParts) {
    this.#parts = parts;

    this.#starter = new ContainerStarter(parts);
    this.#violations = new SeenViolations(parts.onViolation);
  }

  get peakMemory(): PeakMemory {
    return this.#peaks.read();
  }

  get cpuSeconds(): CpuSeconds {
    return this.#cpu.read();
  }

  /** As {@link JobHub.start}. */
  async start(
    role: Role,
    memoryBytes: number,
    handlers: Handlers,
    worker: number | null,
  ): Promise<RoleContainer | null> {
    const { isOver, fail } = this.#parts;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#startOnce(role, memoryBytes, handlers, worker);
      } catch (error) {
        if (isOver()) return null;
        if (!(error instanceof FailureError)) throw error;
        if (error.failure.code === 'crashed' && attempt < startTries) continue;
        fail(error.failure);
        return null;
      }
    }
  }

  async #startOnce(
    role: Role,
    memoryBytes: number,
    handlers: Handlers,
    worker: number | null,
  ): Promise<RoleContainer> {
    const { fail, emitEach, onWait } = this.#parts;
    const container = await this.#starter.start({
      role,
      memoryBytes,
      handlers: this.#guarded({
        ...handlers,
        failed: (message) => {
          const isTaken = handlers.failed?.(message) === true;
          if (isTaken || message.stage === 'process') return;
          const stage = message.stage === 'load' ? 'preparing' : message.stage;
          fail(failureOf(message, stage, this.#limits));
        },
        violation: (kind, event, detail) => this.#violations.add({ role, kind, event, detail }),
      }),
      onLogLines: (lines) => emitEach(logEvents(role, worker, lines)),
      onUnsent: fail,
      onWait,
    });
    this.#peaks.follow(role, container);
    this.#cpu.follow(role, container);
    if (role === 'worker') this.machines.follow(container);
    return container;
  }

  get #limits(): Limits {
    return this.#parts.request.options.limits;
  }

  /** Handlers that are not called once the job is over, and whose own faults end it as `internal`. */
  #guarded(handlers: Handlers): Handlers {
    const { isOver, fail } = this.#parts;
    const guarded = Object.entries(handlers).map(([name, handler]) => [
      name,
      (...values: unknown[]) => {
        if (isOver()) return;
        try {
          (handler as (...values: unknown[]) => void)(...values);
        } catch (error) {
          fail(fullDiskOrOurs(error, 'process'));
        }
      },
    ]);
    return Object.fromEntries(guarded);
  }
}

function* logEvents(role: Role, worker: number | null, lines: Iterable<LogLine>): Generator<JobEvent> {
  for (const { text, fragment, ofStderr } of lines)
    yield { type: 'log', role, worker, fragment, ...(ofStderr && { stream: 'stderr' }), text };
}
