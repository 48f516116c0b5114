import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { failureCatalogue } from '../../src/failures.ts';
import type { JobEvent } from '../../src/jobs/job-event.ts';
import { jobFolders } from '../../src/jobs/job-layout.ts';
import type { JobReport } from '../../src/jobs/job-report.ts';
import { runJob } from '../../src/jobs/run-job.ts';
import type { Violation } from '../../src/jobs/seen-violations.ts';
import { defaultLimits } from '../../src/limits.ts';
import type { PackageSource } from '../../src/package/package-source.ts';
import { type Runtime, resultsFolder } from '../../src/runtime/runtime.ts';
import { clean } from '../helpers/run-fake-job.ts';
import type { Expectation, HostileCase } from './hostile-case.ts';

/** What became of one hostile package. */
export interface HostileOutcome {
  readonly report: JobReport;
  readonly events: readonly JobEvent[];
  readonly violations: readonly Violation[];
  readonly seconds: number;
  /** Files of the results folder by name. */
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
): Promise<HostileOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-hostile-'));
  const events: JobEvent[] = [];
  const violations: Violation[] = [];
  const began = performance.now();
  jobs += 1;
  try {
    const report = await runJob(
      {
        id: `hostile${process.pid}x${jobs}`,
        name: source.name,
        source,
        dataset: null,
        folder,
        resuming: false,
        options: {
          workers: 1,
          ordered: true,
          resume: false,
          retries: 0,
          onError: 'fail',
          maxFailed: null,
          ociRuntime: null,
          limits: { ...defaultLimits, memory: 128 * 1024 * 1024, ...limits },
        },
      },
      {
        runtime,
        clock: systemClock,
        check: async () => clean,
        signal: new AbortController().signal,
        emit: (event) => events.push(event),
        onViolation: (violation) => violations.push(violation),
      },
    );
    const results = new Map<string, Buffer>();
    const resultsPath = resultsFolder(jobFolders(folder), source.name);
    if (report.results !== null) {
      for (const name of await readdir(resultsPath)) {
        results.set(name, await readFile(join(resultsPath, name)));
      }
    }
    const seconds = (performance.now() - began) / 1000;
    return { report, events, violations, seconds, results, left: await readdir(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
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
    assert.ok(
      outcome.events.some((event) => event.type === 'log' && /log cut/.test(event.text)),
      `${name}: no mark`,
    );
  }
  if (expectation.violation !== undefined) {
    assert.ok(
      outcome.violations.some(({ kind }) => kind === expectation.violation),
      `${name}: no violation seen`,
    );
  }
  assert.ok(!outcome.left.includes('sandbox'), `${name} left ${outcome.left}`);
}
