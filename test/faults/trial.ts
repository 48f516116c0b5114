import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJobs } from '../../src/home/find-job.ts';
import { sweepJobFolders } from '../../src/home/job-folders.ts';
import { assertSameTar } from '../helpers/compare-tars.ts';
import { containersOf } from '../helpers/docker-containers.ts';
import { harnessProcesses } from '../helpers/harness-processes.ts';
import { Chief, type ChiefEnd } from './chief.ts';
import { describeFault, type Fault } from './fault.ts';
import { packageFolder } from './packages.ts';

/** What befalls one chief: a fault of its own, or somebody who ends it. */
export type Mishap = Fault | ((chief: Chief) => Promise<void>);

export interface TrialOptions {
  /** Folder below `packages/`. */
  readonly package: string;
  readonly runtime: 'docker' | 'process';
  /** Where workers run; else with the splitter and the merger. */
  readonly engine?: 'swarm';
  /** More arguments of `butcher run`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** One job in a home of its own, run by chiefs that things happen to, until it is done. */
export class Trial {
  readonly home: string;
  readonly out: string;
  /** File that gets the steps of the chiefs started from now on. */
  trace: string | null = null;
  readonly #options: TrialOptions;

  private constructor(
    readonly root: string,
    options: TrialOptions,
  ) {
    this.#options = options;

    this.home = join(root, 'home');
    this.out = join(root, 'out', 'results.tar');
  }

  static async begin(options: TrialOptions): Promise<Trial> {
    const root = await mkdtemp(join(tmpdir(), 'butcher-faults-'));
    await mkdir(join(root, 'out'));
    return new Trial(root, options);
  }

  async end(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  /** Runs or resumes the job once; arguments in `more` come last and win. */
  start(id: string | null, fault: Fault | null = null, more: readonly string[] = []): Chief {
    const { package: name, runtime, engine, args = [], env = {} } = this.#options;
    const place = engine === undefined ? ['--runtime', runtime] : ['--engine', engine];
    const run = ['run', packageFolder(name), ...place, '--out', this.out, '--workers', '2', ...args];
    const { root, trace } = this;
    return new Chief([...(id === null ? run : ['resume', id, ...place]), ...more], {
      cwd: root,
      env: { BUTCHER_HOME: this.home, ...env },
      faults: fault === null && trace === null ? null : { root, fault, trace },
    });
  }

  /**
   * Lets one mishap after the other befall the chiefs of the job, then lets it end in peace. Returns how each ended.
   */
  async survive(mishaps: readonly Mishap[]): Promise<readonly ChiefEnd[]> {
    const told: string[] = [];
    const ends: ChiefEnd[] = [];
    for (let round = 0; round <= mishaps.length; round += 1) {
      const id = await this.keptId();
      const mishap = mishaps[round];
      const chief = this.start(id, typeof mishap === 'object' ? mishap : null);
      if (typeof mishap === 'function') await mishap(chief);
      const end = await chief.ended;
      const what = typeof mishap === 'object' ? describeFault(mishap) : (mishap?.name ?? 'nothing');
      told.push(`${id === null ? 'run' : 'resume'} with ${what}: exit ${end.exitCode} ${end.stderr.trim()}`);
      ends.push(end);
      if (await this.isDone()) {
        await this.settle();
        return ends;
      }
      // Where it failed and said why, it may be run anew.
      if (end.accepted && end.exitCode === null && (await this.keptId()) === null)
        assert.fail(`an accepted job was lost\n${told.join('\n')}`);
    }
    assert.fail(`the job is not done although nothing befell it any more\n${told.join('\n')}`);
  }

  /** The id of the job that can be gone on with. */
  async keptId(): Promise<string | null> {
    const [job] = await findJobs(this.home, this.#options.package);
    return job?.record.id ?? null;
  }

  /** Fails unless the results are these and nothing else is left of the job. */
  async assertOutcome(expected: Buffer, what: string): Promise<void> {
    await assertSameTar(await readFile(this.out), expected, what);
    assert.deepEqual(await readdir(join(this.root, 'out')), ['results.tar'], what);
    assert.deepEqual(await readdir(join(this.home, 'jobs')), [], what);
    assert.deepEqual(harnessProcesses(this.home), [], what);
    if (this.#options.runtime === 'docker') assert.deepEqual(await containersOf(this.home), [], what);
  }

  /** The results are in their place. */
  async isDone(): Promise<boolean> {
    return (await readdir(join(this.root, 'out'))).includes('results.tar');
  }

  /**
   * A chief that was killed when the results had their place may have left the job's folder: the next one cleans up.
   */
  async settle(): Promise<void> {
    const id = await this.keptId();
    if (id !== null) {
      const last = await this.start(id).ended;
      assert.equal(last.exitCode, 0, last.stderr);
    }
    await sweepJobFolders(this.home, Date.now());
  }
}
