import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobSpace } from '../../src/jobs/disk/disk-watch.ts';
import { type JobControl, runJob } from '../../src/jobs/run-job.ts';
import type { JobSample } from '../../src/jobs/sample/sample.ts';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import type { CheckReport } from '../../src/model/finding.ts';
import type { JobEvent } from '../../src/model/job-event.ts';
import type { JobReport, JobWork } from '../../src/model/job-report.ts';
import type { JobOptions, JobRequest, MendedPackage } from '../../src/model/job-request.ts';
import { defaultLimits, type Limits } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import type { KernelRefusals } from '../../src/runtime/runtime.ts';
import { FakeRuntime, type FakeRuntimeOptions, type FakeSandboxRecord } from './fake-runtime.ts';
import type { FakeInterference, FakeProgram } from './fake-script.ts';
import { plainOptions } from './job-options.ts';

export interface FakeJobOptions extends Partial<Omit<JobOptions, 'limits'>> {
  readonly program?: FakeProgram;
  readonly interfere?: FakeInterference;
  readonly refused?: (sandbox: FakeSandboxRecord) => KernelRefusals;
  readonly engine?: FakeRuntimeOptions['engine'];
  readonly peakMemory?: (sandbox: FakeSandboxRecord) => number | null;
  readonly cpuSeconds?: (sandbox: FakeSandboxRecord) => number | null;
  readonly node?: FakeRuntimeOptions['node'];
  readonly onRuntime?: (runtime: FakeRuntime) => void;
  readonly beforeKill?: (sandbox: FakeSandboxRecord) => Promise<void>;
  readonly beforeExit?: FakeRuntimeOptions['beforeExit'];
  readonly space?: JobSpace;
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly check?: CheckReport;
  readonly dataset?: JobRequest['dataset'];
  /** A job folder to go on with; it then stays. */
  readonly folder?: string;
  /** Go on from the folder's journal. */
  readonly resuming?: boolean;
  /** Digest of the package, and how it may differ from the one that the job began with. */
  readonly digest?: string;
  readonly mended?: MendedPackage;
  readonly onEvent?: (event: JobEvent) => void;
  readonly sample?: JobSample;
  readonly onControl?: (control: JobControl) => void;
  readonly onClosing?: (closed: Promise<void>) => void;
  readonly onWork?: (work: JobWork) => void;
}

export interface FakeJobOutcome {
  readonly report: JobReport;
  readonly events: readonly JobEvent[];
  readonly runtime: FakeRuntime;
  /** The results tar; null when there is none. */
  readonly tar: Buffer | null;
  /** Names in the job folder at the end. */
  readonly left: readonly string[];
}

export const clean: CheckReport = { findings: [], errors: 0, warnings: 0, refused: false };

export const fakeSource: PackageSource = {
  name: 'fake',
  layout: 'flat',
  files: new Map(),
  manifest: null,
  digest: `sha256:${'0'.repeat(64)}`,
};

/** Runs a job whose package is written in TypeScript, in this process, to its end. */
export async function runFakeJob(options: FakeJobOptions = {}): Promise<FakeJobOutcome> {
  const {
    program = {},
    interfere,
    refused,
    engine,
    peakMemory,
    cpuSeconds,
    node,
    onRuntime,
    beforeKill,
    beforeExit,
    space,
    limits,
    clock = systemClock,
    signal,
    check = clean,
    dataset = null,
    resuming = false,
    digest,
    mended,
    onEvent,
    sample,
    onControl,
    onClosing,
    onWork,
    ...rest
  } = options;
  const runtime = new FakeRuntime({
    program,
    ...(interfere === undefined ? {} : { interfere }),
    ...(refused === undefined ? {} : { refused }),
    ...(engine === undefined ? {} : { engine }),
    ...(peakMemory === undefined ? {} : { peakMemory }),
    ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
    ...(node === undefined ? {} : { node }),
    ...(beforeKill === undefined ? {} : { beforeKill }),
    ...(beforeExit === undefined ? {} : { beforeExit }),
  });
  onRuntime?.(runtime);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'butcher-fake-job-')));
  const events: JobEvent[] = [];
  try {
    const report = await runJob(
      {
        id: 'fakejob',
        name: 'fake',
        source: digest === undefined ? fakeSource : { ...fakeSource, digest },
        ...(mended === undefined ? {} : { mended }),
        dataset,
        folder,
        resuming,
        options: {
          ...plainOptions,
          workers: 2,
          ...rest,
          limits: { ...defaultLimits, ...limits },
        },
      },
      {
        runtime,
        clock,
        check: async () => check,
        ...(space === undefined ? {} : { space }),
        ...(sample === undefined ? {} : { sample }),
        ...(onControl === undefined ? {} : { onControl }),
        ...(onClosing === undefined ? {} : { onClosing }),
        ...(onWork === undefined ? {} : { onWork }),
        signal: signal ?? new AbortController().signal,
        emit: (event) => {
          events.push(event);
          onEvent?.(event);
        },
      },
    );
    const tar = report.results === null ? null : await readFile(report.results);
    return { report, events, runtime, tar, left: (await readdir(folder)).sort() };
  } finally {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}
