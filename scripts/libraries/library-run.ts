import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { execa } from 'execa';
import type { JobReport } from '../../src/model/job-report.ts';
import type { Distribution } from '../../src/model/libraries.ts';
import { assertSameTar } from '../../test/helpers/compare-tars.ts';
import { packResults, plainResultsTars } from '../../test/helpers/plain-python.ts';
import { runButcher } from '../../test/helpers/run-butcher.ts';
import type { LibraryCase } from './cases.ts';
import { layerBytes, removeLayers } from './layers.ts';
import type { PipEnvironment } from './pip-settings.ts';

/** What one package came to. Seconds are of whole jobs, as a user waits for them. */
export interface Measured {
  readonly name: string;
  /** With a lock in it. */
  readonly package: string;
  readonly versions: readonly string[];
  readonly distributions: readonly Distribution[];
  readonly wheelBytes: number;
  readonly layerBytes: number;
  readonly seconds: Readonly<Record<'cold' | 'warm' | 'locked' | 'wheels', number>>;
}

interface Done {
  readonly tar: Buffer;
  readonly report: JobReport;
  readonly seconds: number;
  readonly isBuilt: boolean;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What pip is told of the sandbox where it is not in it. */
const platform = ['manylinux_2_28', 'manylinux_2_27', 'manylinux_2_17', 'manylinux2014'].map(
  (kind) => `--platform=${kind}_${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`,
);
const python = ['--python-version=3.13', '--implementation=cp', ...platform, '--only-binary=:all:'];

/** Runs packages by the command, in every way in which their libraries may come. Throws where results differ. */
export class LibraryRun {
  readonly #docker = new Docker();
  readonly #folder: string;
  readonly #settings: PipEnvironment;
  readonly #plain = new Map<string, Buffer>();

  constructor(folder: string, settings: PipEnvironment) {
    this.#folder = folder;
    this.#settings = settings;
  }

  async measure(one: LibraryCase): Promise<Measured> {
    const { name, dataset } = one;
    const first = await this.#run(one.package, dataset, this.#settings);
    const { distributions } = first.report.job;
    const cold = first.isBuilt ? first : await this.#again(one, distributions);
    const warm = await this.#run(one.package, dataset, this.#settings);
    assert.equal(warm.isBuilt, false, `${name} was installed twice`);

    const folder = join(this.#folder, name);
    const wheels = join(folder, 'wheels');
    await fetchWheels(distributions, folder, wheels);
    const installed = join(folder, 'installed');
    const files = (await readdir(wheels)).map((file) => join(wheels, file));
    // The Python of this machine is not the one that they are for.
    const offline = ['--no-deps', '--no-index', '--ignore-requires-python'];
    await pip(['install', `--target=${installed}`, ...offline, ...python, ...files]);
    const [plain] = await plainResultsTars([{ ...one, jobName: basename(one.package) }], installed);
    for (const { tar } of [cold, warm]) await assertSameTar(tar, plain!, `${name} differs from plain Python`);
    this.#plain.set(name, plain!);
    const expected = join(root, one.package, 'expected');
    if ((await stat(expected).catch(() => null)) !== null)
      await assertSameTar(cold.tar, await packResults(expected), `${name} differs from expected/`);

    const copy = join(folder, basename(one.package));
    await cp(join(root, one.package), copy, { recursive: true });
    const lock = await runButcher(['lock', copy], { cwd: root, env: this.#environment(this.#settings) });
    assert.equal(lock.exitCode, 0, lock.stderr);
    const locked = await this.#run(copy, dataset, this.#settings);
    await assertSameTar(locked.tar, plain!, `${name} with a lock differs`);

    const own = join(folder, 'own', basename(one.package));
    await cp(join(root, one.package), own, { recursive: true });
    await cp(wheels, join(own, 'wheels'), { recursive: true });
    await removeLayers(this.#docker, distributions);
    const bundled = await this.#run(own, dataset, await this.#noIndex());
    assert.ok(bundled.isBuilt);
    await assertSameTar(bundled.tar, plain!, `${name} from wheels differs`);
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    return {
      ...{ name, package: copy, distributions },
      versions: distributions.map(({ name: each, version }) => `${each} ${version}`),
      wheelBytes: sizes.reduce((sum, size) => sum + size, 0),
      layerBytes: await layerBytes(this.#docker, distributions),
      seconds: {
        ...{ cold: cold.seconds, warm: warm.seconds, locked: locked.seconds, wheels: bundled.seconds },
      },
    };
  }

  /** One package that brings the wheels of all of them, run by a chief without an index. */
  async withAllWheels(cases: readonly LibraryCase[], measured: readonly Measured[]): Promise<void> {
    const last = cases.at(-1)!;
    const own = join(this.#folder, 'all', basename(last.package));
    await cp(join(root, last.package), own, { recursive: true });
    await mkdir(join(own, 'wheels'));
    const asked = new Set<string>();
    for (const [index, { name }] of measured.entries()) {
      await cp(join(this.#folder, name, 'wheels'), join(own, 'wheels'), { recursive: true });
      asked.add((await readFile(join(root, cases[index]!.package, 'requirements.txt'), 'utf8')).trim());
    }
    await writeFile(join(own, 'requirements.txt'), `${[...asked].join('\n')}\n`);
    const { tar, seconds, report } = await this.#run(own, last.dataset, await this.#noIndex());
    await assertSameTar(tar, this.#plain.get(last.name)!, 'a package with all wheels differs');
    const files = await readdir(join(own, 'wheels'));
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(own, 'wheels', file))).size));
    const mb = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
    const count = report.job.distributions.length;
    console.log(
      `all of them in one package, without an index: ${count} libraries, ${mb.toFixed(0)} MB of wheels, ${seconds.toFixed(0)} s`,
    );
    await removeLayers(this.#docker, report.job.distributions);
  }

  /** What was there already is no first time. */
  async #again(one: LibraryCase, distributions: readonly Distribution[]): Promise<Done> {
    await removeLayers(this.#docker, distributions);
    const done = await this.#run(one.package, one.dataset, this.#settings);
    assert.ok(done.isBuilt, `${one.name} was there already`);
    return done;
  }

  async #noIndex(): Promise<PipEnvironment> {
    const empty = join(this.#folder, 'no-wheels');
    await mkdir(empty, { recursive: true });
    return { BUTCHER_PIP_FIND_LINKS: empty, BUTCHER_PIP_INDEX_URL: '', BUTCHER_PIP_CERT: '' };
  }

  #environment(settings: PipEnvironment): Record<string, string> {
    return { BUTCHER_HOME: join(this.#folder, 'home'), ...settings };
  }

  async #run(path: string, dataset: string, settings: PipEnvironment): Promise<Done> {
    const out = join(this.#folder, 'results.tar');
    const report = join(this.#folder, 'report.json');
    for (const file of [out, report]) await rm(file, { force: true });
    const args = ['run', path, '--data', join(root, dataset), '--name', basename(path), '--workers', '2'];
    const began = performance.now();
    const run = await runButcher([...args, '--out', out, '--report', report], {
      cwd: root,
      env: this.#environment(settings),
    });
    assert.equal(run.exitCode, 0, run.stderr);
    return {
      tar: await readFile(out),
      report: JSON.parse(await readFile(report, 'utf8')) as JobReport,
      seconds: (performance.now() - began) / 1000,
      isBuilt: /unpacking \d+ wheel/.test(run.stderr),
    };
  }
}

/** Fetches just what was installed, by version and hash, with this machine's pip. */
async function fetchWheels(
  distributions: readonly Distribution[],
  folder: string,
  wheels: string,
): Promise<void> {
  const list = join(folder, 'installed.txt');
  await mkdir(wheels, { recursive: true });
  const lines = distributions.map(
    ({ name, version, sha256 }) => `${name}==${version} --hash=sha256:${sha256}\n`,
  );
  await writeFile(list, lines.join(''));
  await pip([
    'download',
    `--dest=${wheels}`,
    '--no-deps',
    '--require-hashes',
    ...python,
    `--requirement=${list}`,
  ]);
}

async function pip([command, ...rest]: readonly string[]): Promise<void> {
  await execa('python3', ['-m', 'pip', command!, '--quiet', '--disable-pip-version-check', ...rest]);
}
