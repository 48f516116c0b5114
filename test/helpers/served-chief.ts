import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { Caller } from '../../src/chief/caller.ts';
import type { PackageChecker } from '../../src/chief/checking/package-checker.ts';
import type { NumberedEvent } from '../../src/chief/chief.ts';
import type { ChiefSettings } from '../../src/chief/chief-settings.ts';
import type { JobView } from '../../src/chief/job-view.ts';
import { LocalChief } from '../../src/chief/local-chief.ts';
import type { Problem } from '../../src/chief/problem.ts';
import type { DiskSpace } from '../../src/chief/space/disk-space.ts';
import { runJob } from '../../src/jobs/run-job.ts';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import { loadPackage } from '../../src/package/load-package.ts';
import type { LibraryLayer, Runtime } from '../../src/runtime/runtime.ts';
import type { Account } from '../../src/store/accounts.ts';
import { ChiefHome } from './chief-home.ts';
import { defaultSettings } from './chief-settings.ts';
import { FakeRuntime } from './fake-runtime.ts';
import type { FakeInterference, FakeProgram } from './fake-script.ts';
import { clean } from './run-fake-job.ts';

export interface ServedChiefOptions {
  /** What a job of that name runs; any other does nothing. */
  readonly programs?: Readonly<Record<string, FakeProgram>>;
  readonly interfere?: FakeInterference;
  /** What the engine installs for a package, by its first requirement. */
  readonly layers?: Readonly<Record<string, LibraryLayer>>;
  readonly settings?: Partial<ChiefSettings>;
  /** Stands in for the runtime where an OCI runtime is asked for, null being the engine's. */
  readonly runtimeFor?: (ociRuntime: string | null, runtime: Runtime) => Runtime;
  readonly clock?: Clock;
  /** A home of an earlier chief, which then stays. */
  readonly home?: ChiefHome;
  readonly checker?: Partial<PackageChecker>;
  readonly runtime?: (fake: FakeRuntime) => Runtime;
  readonly runJob?: typeof runJob;
  /** Workers are on many machines, so many of them on the chief's own. Left out: all on one. */
  readonly cluster?: { readonly ownWorkers: number };
  /** How full the disk is; left out: hardly. */
  readonly disk?: () => DiskSpace;
}

const GiB = 1024 ** 3;
export const plenty: DiskSpace = {
  freeBytes: 900 * GiB,
  totalBytes: 1000 * GiB,
  freeInodes: 0,
  totalInodes: 0,
};

/** A chief whose packages are written in TypeScript, with accounts `ann`, `bob` and the admin `root`. */
export class ServedChief {
  logged: string[] = [];
  readonly #ownsHome: boolean;

  private constructor(
    readonly home: ChiefHome,
    readonly chief: LocalChief,
    readonly runtime: FakeRuntime,
    ownsHome: boolean,
  ) {
    this.#ownsHome = ownsHome;
  }

  static async start(options: ServedChiefOptions = {}): Promise<ServedChief> {
    const served = await ServedChief.make(options);
    await served.chief.start();
    return served;
  }

  /** One whose chief is not started yet. */
  static async make(options: ServedChiefOptions = {}): Promise<ServedChief> {
    const { programs = {}, interfere, settings, clock = systemClock, checker = fakeChecker } = options;
    const home = options.home ?? (await ChiefHome.make());
    const runtime = new FakeRuntime({
      program: ({ jobName }) => programs[jobName] ?? {},
      ...(interfere === undefined ? {} : { interfere }),
      layers: options.layers ?? {},
    });
    const given = options.runtime?.(runtime) ?? runtime;
    const logged: string[] = [];
    const log = (fields: object, message: string) => logged.push(`${message} ${JSON.stringify(fields)}`);
    const chief = new LocalChief({
      home: home.path,
      store: home.store,
      clock,
      log: { info: log, warn: log, error: log },
      settings: { ...defaultSettings(4), ...settings },
      measureDisk: options.disk ?? (() => plenty),
      checker: { ...fakeChecker, ...checker },
      runJob: options.runJob ?? runJob,
      runtimeFor: async (ociRuntime) => options.runtimeFor?.(ociRuntime, given) ?? given,
      cluster: options.cluster ?? null,
    });
    const served = new ServedChief(home, chief, runtime, options.home === undefined);
    served.logged = logged;
    return served;
  }

  async end(): Promise<void> {
    await this.chief.stop();
    if (this.#ownsHome) await this.home.remove();
  }

  async account(name: string): Promise<Account> {
    const act = { actor: 'chief', atMs: 1 };
    await this.home.store.accounts.create({ name, admin: false }, act);
    return (await this.home.store.accounts.find(name))!;
  }

  /** Uploads a small package, different for every text, and returns its digest. */
  async upload(account: Account, text = '', requirements: string | null = null): Promise<string> {
    const outcome = await this.chief.addPackage(account, packageUpload(text, requirements));
    if (outcome.kind !== 'added' && outcome.kind !== 'known') throw new Error(JSON.stringify(outcome));
    return outcome.package.digest;
  }

  async submit(account: Caller, name: string, options: object = {}): Promise<JobView> {
    const digest = await this.upload(account);
    return granted(await this.chief.submit(account, { package: digest, name, options })).job;
  }

  /** All events of a job, to its end. */
  async follow(account: Account, id: string, after: string | null = null): Promise<NumberedEvent[]> {
    const events: NumberedEvent[] = [];
    const told = granted(await this.chief.events(account, id, after, new AbortController().signal));
    if ('kind' in told) return events;
    for await (const event of told) events.push(event);
    return events;
  }

  /** Waits for a job's end. */
  async ended(account: Account, id: string): Promise<JobView> {
    await this.follow(account, id);
    return granted(await this.chief.job(account, id));
  }

  async tar(account: Account, id: string): Promise<Buffer> {
    return readFile(granted(await this.chief.results(account, id)).path);
  }
}

type Granted<Value> = Exclude<Value, Problem | { readonly kind: 'refused' }>;

export function granted<Value>(value: Value | Problem): Granted<Value> {
  if (isProblem(value)) throw new Error(`${value.code}: ${value.message}`);
  return value as Granted<Value>;
}

/** The code of a refusal; anything else as it is. */
export function codeOf(value: unknown): unknown {
  return isProblem(value) ? value.code : value;
}

export function packageUpload(text = '', requirements: string | null = null) {
  const files = {
    ...(requirements === null ? {} : { 'requirements.txt': `${requirements}\n` }),
    'Split.py': `def splitter(path):\n    yield b''  # ${text}\n`,
    'Processor.py': 'def Processor(fragment):\n    return fragment\n',
    'Merge.py': 'def merger(fragment, job_name):\n    pass\n',
  };
  return { body: tarOf(files), expectedBytes: null, fileName: 'sample.tar' };
}

export function tarOf(files: Readonly<Record<string, string>>): Readable {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  return Readable.from(tar, { objectMode: false });
}

export function upload(content: string | Buffer) {
  const bytes = Buffer.from(content);
  return { body: Readable.from([bytes]), expectedBytes: bytes.length };
}

/** Loads packages and finds nothing wrong with them. */
export const fakeChecker: PackageChecker = {
  async validate(path, { limits, fileName }) {
    const loaded = await loadPackage(path, limits, fileName === undefined ? {} : { fileName });
    if (loaded.kind === 'wrong-usage') return loaded;
    const { source, findings } = loaded;
    const errors = findings.length;
    const report = errors === 0 ? clean : { findings, errors, warnings: 0, refused: true };
    return { kind: 'checked', source, report };
  },
  async close() {},
};

function isProblem(value: unknown): value is Problem {
  return (value as { kind?: unknown } | null)?.kind === 'problem';
}
