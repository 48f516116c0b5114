import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Violation } from '../../src/jobs/containers/seen-violations.ts';
import { runJob } from '../../src/jobs/run-job.ts';
import { systemClock } from '../../src/model/clock.ts';
import { failureCatalogue } from '../../src/model/failures.ts';
import type { JobEvent } from '../../src/model/job-event.ts';
import type { JobReport } from '../../src/model/job-report.ts';
import { defaultLimits, type Limits } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { removeTree } from '../../src/trees/trees.ts';
import { tarMembers } from '../helpers/compare-tars.ts';
import { plainOptions } from '../helpers/job-options.ts';
import { clean } from '../helpers/run-fake-job.ts';
import type { Expectation, HostileCase } from './hostile-case.ts';

/** What became of one hostile package. */
export interface HostileOutcome {
  readonly jobId: string;
  readonly report: JobReport;
  readonly events: readonly JobEvent[];
  readonly violations: readonly Violation[];
  /** From when all roles were loaded, or else from the beginning, to the end with everything cleaned up. */
  readonly seconds: number;
  /** Members of the results tar by name. */
  readonly results: ReadonlyMap<string, Buffer>;
  /** What the job's folder still holds. */
  readonly left: readonly string[];
}

let jobs = 0;

/** Runs a package without any static check, so that what holds is the run-time control alone. */
export async function runUnchecked(
  runtime: Runtime,
  source: PackageSource,
  { limits = {} }: Pick<Expectation, 'limits'> = {},
  onJob: (id: string, limits: Limits) => void = () => {},
): Promise<HostileOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-hostile-'));
  const events: JobEvent[] = [];
  const violations: Violation[] = [];
  let began = performance.now();
  jobs += 1;
  const id = `hostile${process.pid}x${jobs}`;
  const bounds = { ...defaultLimits, memory: 128 * 1024 * 1024, ...limits };
  onJob(id, bounds);
  try {
    const report = await runJob(
      {
        id,
        name: source.name,
        source,
        dataset: null,
        folder,
        resuming: false,
        options: { ...plainOptions, resume: false, retries: 0, limits: bounds },
      },
      {
        runtime,
        clock: systemClock,
        check: async () => clean,
        signal: new AbortController().signal,
        emit: (event) => {
          if (event.type === 'state' && event.state === 'running') began = performance.now();
          events.push(event);
        },
        onViolation: (violation) => violations.push(violation),
      },
    );
    const seconds = (performance.now() - began) / 1000;
    const members = report.results === null ? [] : await tarMembers(await readFile(report.results));
    const results = new Map([...members].map(([name, { bytes }]) => [name, bytes]));
    return { jobId: id, report, events, violations, seconds, results, left: await readdir(folder) };
  } finally {
    await removeTree(folder);
  }
}

/** Asserts the verdict that is due. */
export function assertVerdict({ expectation, name }: HostileCase, outcome: HostileOutcome): void {
  const { job } = outcome.report;
  const said = JSON.stringify(job.failure);
  const verdict = job.failure?.code ?? 'done';
  if (expectation.any !== undefined) assert.ok(expectation.any.includes(verdict), `${name}: ${said}`);
  else assert.equal(verdict, expectation.done === true ? 'done' : expectation.code, `${name}: ${said}`);
  if (job.failure !== null) {
    for (const key of ['stage', 'fragment', 'limit', 'observed'] as const) {
      const due = expectation[key];
      if (due !== undefined && due !== null)
        assert.equal(job.failure[key], due, `${name}: ${key} of ${said}`);
    }
    // A limit that was met is never named without what was seen of it.
    if (job.failure.limit !== null)
      assert.ok(job.failure.observed !== null, `${name}: nothing observed in ${said}`);
    if (expectation.help !== undefined) assert.match(job.failure.help, new RegExp(expectation.help), said);
    if (expectation.message !== undefined)
      assert.match(job.failure.message, new RegExp(expectation.message), said);
    assert.equal(
      failureCatalogue[job.failure.code].strike,
      expectation.strike ?? failureCatalogue[job.failure.code].strike,
    );
    assert.ok(job.failure.message.length > 10 && job.failure.help.length > 10, said);
  }
  if (expectation.cut) {
    const logged = outcome.events.filter((event) => event.type === 'log');
    assert.equal(logged.filter(({ text }) => /log cut/.test(text)).length, 1, `${name}: no mark`);
    const bytes = logged.reduce((sum, { text }) => sum + text.length + 1, 0);
    assert.ok(bytes < 2 * (expectation.limits?.logBytes ?? 0), `${name}: ${bytes} bytes of log`);
  }
  if (expectation.violation) {
    assert.ok(
      outcome.violations.some(({ kind }) => kind === expectation.violation),
      `${name}: no violation seen`,
    );
  }
  if (expectation.warning !== undefined)
    assert.match(job.warnings.join('\n'), new RegExp(expectation.warning), name);
  assert.ok(!outcome.left.includes('sandbox'), `${name} left ${outcome.left}`);
}
