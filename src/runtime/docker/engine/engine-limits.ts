import type { EngineRefusal } from '../../runtime.ts';

/** What an engine says about the limits it can enforce; absent fields are not known. */
export interface EngineLimits {
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  /** `none`: it makes no control groups at all. */
  readonly CgroupDriver?: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
  /** Podman only, which does not say it among the security options. */
  readonly Rootless?: boolean;
}

/** What can be bounded of a container, in words for people. */
export type Bound = 'memory' | 'processes' | 'cores';

/** Which limits hold on an engine. */
export interface EngineJudgement {
  /** What it cannot bound; empty: the limits of a job hold. */
  readonly unbounded: readonly Bound[];
  /** Whether swap is bounded with memory. */
  readonly boundsSwap: boolean;
  /** Whether system calls are filtered. */
  readonly filtersCalls: boolean;
  /** `cgroup v2`. */
  readonly cgroup: string;
  readonly rootless: boolean;
}

/** By which field of `info`, and by which control group controller, each is bounded. */
const bounds = {
  memory: { field: 'MemoryLimit', controller: 'memory' },
  processes: { field: 'PidsLimit', controller: 'pids' },
  cores: { field: 'CpuCfsQuota', controller: 'cpu' },
} as const;

const allow =
  'On a machine of your own, for code that you trust, --allow-unbounded (configuration: engine.allowUnbounded) runs jobs all the same.';

/**
 * Judges what the engine's `info` tells. What it does not tell counts as not bounded. `controllers` are the control
 * group controllers that Podman says it may use: its `info` speaks of the kernel's, which a rootless one has no part
 * in; null: not asked or not told.
 */
export function judgeLimits(info: EngineLimits, controllers: readonly string[] | null): EngineJudgement {
  const rootless = isRootless(info);
  const none = info.CgroupDriver === 'none' || (info.Rootless === true && controllers === null);
  const unbounded = (Object.keys(bounds) as Bound[]).filter((bound) => {
    const { field, controller } = bounds[bound];
    return none || info[field] !== true || controllers?.includes(controller) === false;
  });
  return {
    unbounded,
    boundsSwap: info.SwapLimit === true,
    filtersCalls: (info.SecurityOptions ?? []).some((option) => option.includes('seccomp')),
    cgroup: info.CgroupVersion ? `cgroup v${info.CgroupVersion.replace(/^v/, '')}` : 'cgroup',
    rootless,
  };
}

/** Whether the engine's own user is no root. */
export function isRootless({ Rootless, SecurityOptions = [] }: EngineLimits): boolean {
  return Rootless === true || SecurityOptions.some((option) => /name=rootless\b/.test(option));
}

/** Why no job may run on the engine; null: jobs run. */
export function refusalOf(judgement: EngineJudgement, allowUnbounded: boolean): EngineRefusal | null {
  return filterRefusal(judgement) ?? boundsRefusal(judgement, allowUnbounded);
}

/** Nothing allows for this: the engine would not start our containers. */
export function filterRefusal({ filtersCalls }: EngineJudgement): EngineRefusal | null {
  if (filtersCalls) return null;
  return {
    message: 'The container engine does not filter system calls.',
    help: 'Use an engine and a kernel built with seccomp.',
  };
}

export function boundsRefusal(judgement: EngineJudgement, allowUnbounded: boolean): EngineRefusal | null {
  if (judgement.unbounded.length === 0 || allowUnbounded) return null;
  return {
    message: `The container engine cannot bound ${inWords(judgement.unbounded)}: a job could take all that the machine has.`,
    help: `${remedyOf(judgement)} ${allow}`,
  };
}

/** What the report of every job has to say where jobs run all the same. */
export function warningsOf({ unbounded }: EngineJudgement): readonly string[] {
  if (unbounded.length === 0) return [];
  return [
    `The container engine cannot bound ${inWords(unbounded)}: limits on them do not hold for this job (--allow-unbounded).`,
  ];
}

/** `memory, processes and cores`. */
export function inWords(things: readonly string[]): string {
  return things.length < 2 ? things.join('') : `${things.slice(0, -1).join(', ')} and ${things.at(-1)}`;
}

/** What would make the limits hold. */
export function remedyOf({ rootless, cgroup }: EngineJudgement): string {
  if (!rootless) return 'Boot with the control group controllers memory, pids and cpu switched on.';
  if (cgroup === 'cgroup v1')
    return 'A rootless engine needs cgroup v2: boot with `systemd.unified_cgroup_hierarchy=1`, and delegate the controllers cpu, memory and pids to its user (docs/engines.md); or use an engine of root.';
  return 'Delegate the control group controllers cpu, memory and pids to the engine’s user, and start the engine in a systemd session of that user (docs/engines.md); or use an engine of root.';
}
