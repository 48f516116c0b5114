import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { jobUser } from '../../src/runtime/docker/job-user.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { ContainerWitness } from '../helpers/container-witness.ts';
import { containersOf } from '../helpers/docker-containers.ts';
import { canary, canaryResult } from './canary.ts';
import type { Expectation, HostileCase } from './hostile-case.ts';
import { assertVerdict, type HostileOutcome, runUnchecked } from './run-hostile.ts';

/**
 * A case may take its own time limit, or how long it keeps at it, and so much more. Starting and ending a sandbox takes
 * three times the processor under gVisor, and four cases at a time keep two processors busy with it. A Swarm of
 * machines that share two processors takes its time for each task, and for another where one died.
 */
const graceSeconds = { runc: 5, gVisor: 10, swarm: 15 };

const endMostMs = 120_000;
const endLookMs = 100;

export interface SuiteRow {
  readonly name: string;
  readonly verdict: string;
  readonly seconds: number;
  readonly mostSeconds: number;
  /** Null: as due. */
  readonly problem: string | null;
  readonly outcome: HostileOutcome;
}

export interface SuiteOutcome {
  readonly rows: readonly SuiteRow[];
  /** Honest jobs that ran beside them, all with the right bytes. */
  readonly honest: number;
  /** What is wrong beside single cases: a canary that was disturbed, and whatever is left. */
  readonly problems: readonly string[];
}

export interface SuiteOptions {
  readonly runtime: Runtime;
  readonly ociRuntime: string;
  /** The runtime's home. */
  readonly home: string;
  readonly cases: readonly HostileCase[];
  /** How many run at a time. */
  readonly lanes: number;
  readonly witness: ContainerWitness;
  readonly onRow?: (row: SuiteRow) => void;
}

/** Runs hostile cases, each to its verdict, always beside an honest job, and looks for what they leave. */
export async function runSuite({
  runtime,
  ociRuntime,
  home,
  cases,
  lanes,
  witness,
  onRow,
}: SuiteOptions): Promise<SuiteOutcome> {
  const before = leftovers();
  const rows: SuiteRow[] = [];
  const problems: string[] = [];
  const users = new Set<number>();
  const run = (source: HostileCase['source'], expectation?: Expectation) =>
    runUnchecked(runtime, source, expectation, (id, limits) => {
      witness.limits.set(id, limits);
      users.add(jobUser(id, process.getuid?.() ?? 0, 'same').uid);
    });

  const waiting = [...cases];
  const grace = graceOf(runtime.kind, ociRuntime);
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const row = judge(next, await run(next.source, next.expectation), grace);
      rows.push(row);
      onRow?.(row);
    }
  };
  let over = false;
  let honest = 0;
  const canaries = async () => {
    while (!over) {
      const { results, report } = await run(canary);
      const right = report.job.failure === null && results.get('all')?.toString() === canaryResult;
      if (!right) problems.push(`an honest job was disturbed: ${JSON.stringify(report.job.failure)}`);
      honest += 1;
    }
  };
  const beside = canaries();
  await Promise.all(Array.from({ length: lanes }, lane));
  over = true;
  await beside;

  // A Swarm ends the tasks of a service after it has said that it is gone.
  const endMs = performance.now() + (runtime.kind === 'swarm' ? endMostMs : 0);
  while (performance.now() < endMs && processesOf(users).length + (await containersOf(home)).length > 0)
    await delay(endLookMs);
  for (const id of await containersOf(home)) problems.push(`container ${id} is left`);
  for (const pid of processesOf(users)) problems.push(`process ${pid} is left`);
  const after = leftovers();
  for (const path of after.folders) if (!before.folders.includes(path)) problems.push(`${path} is left`);
  for (const path of after.files)
    if (!before.files.includes(path)) problems.push(`a descriptor of ${path} is left open`);
  // Connections to the engine are kept for a while, as many as were in use at the same time.
  const mostSockets = before.sockets + 16 * (lanes + 1);
  if (after.sockets > mostSockets) problems.push(`${after.sockets - before.sockets} sockets are left open`);
  return { rows, honest, problems };
}

function graceOf(kind: Runtime['kind'], ociRuntime: string): number {
  if (kind === 'swarm') return graceSeconds.swarm;
  return ociRuntime === 'runsc' ? graceSeconds.gVisor : graceSeconds.runc;
}

function judge(hostile: HostileCase, outcome: HostileOutcome, grace: number): SuiteRow {
  const { expectation, name } = hostile;
  const { seconds } = outcome;
  let problem: string | null = null;
  try {
    assertVerdict(hostile, outcome);
  } catch (error) {
    problem = (error as Error).message.split('\n')[0]!;
  }
  const verdict = outcome.report.job.failure?.code ?? 'done';
  return { name, verdict, seconds, mostSeconds: ownSeconds(expectation) + grace, problem, outcome };
}

/** How long a case takes by itself: until the time limit that it runs into, or what it says. */
function ownSeconds({ limits = {}, seconds }: Expectation): number {
  const times = [limits.fragmentSeconds, limits.splitSeconds, limits.mergeSeconds, limits.jobSeconds];
  return seconds ?? Math.max(0, ...times.filter((time) => time !== undefined));
}

function leftovers() {
  const open = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return [];
    }
  });
  return {
    folders: readdirSync(tmpdir()).filter((name) => name.startsWith('butcher-hostile-')),
    files: open.filter((path) => path.startsWith('/') && !path.startsWith('/proc/')),
    sockets: open.filter((path) => path.startsWith('socket:')).length,
  };
}

/** Processes of this machine that run as one of these users. */
function processesOf(users: ReadonlySet<number>): string[] {
  if (process.getuid?.() !== 0) return [];
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return users.has(Number(uid));
    } catch {
      return false;
    }
  });
}
