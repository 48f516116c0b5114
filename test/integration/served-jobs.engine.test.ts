import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertSameTar } from '../helpers/compare-tars.ts';
import { containersOf } from '../helpers/docker-containers.ts';
import { plainResultsTars } from '../helpers/plain-python.ts';
import { runButcher } from '../helpers/run-butcher.ts';
import { ServingChief } from '../helpers/serving-chief.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const accounts = ['ann', 'bob', 'cyd'];
const jobs = [
  { package: 'samples/word-count', data: 'samples/word-count/data/genesis.txt' },
  { package: 'test/fixtures/packages/random-sizes', data: null },
  { package: 'test/fixtures/packages/helper-folders', data: null },
  { package: 'samples/inverted-index', data: 'samples/inverted-index/data' },
];

describe('jobs of several accounts on a chief with an engine', function () {
  this.timeout(180_000);
  let chief: ServingChief;
  let folder: string;
  const tokens = new Map<string, string>();

  const listeners = process.getMaxListeners();

  before(async () => {
    // Every command looks out for interrupts.
    process.setMaxListeners(50);
    folder = await mkdtemp(join(tmpdir(), 'butcher-served-'));
    chief = await ServingChief.start();
    for (const account of accounts) {
      const made = await butcher(chief.token, 'token', 'create', account);
      tokens.set(account, made.stdout.trim());
    }
  });
  after(async () => {
    process.setMaxListeners(listeners);
    const { home } = chief;
    await chief.stop();
    await rm(folder, { recursive: true, force: true });
    assert.deepEqual(await containersOf(home), [], 'nothing is left, not even what waited for jobs');
  });

  function butcher(token: string, ...args: string[]) {
    const env = { BUTCHER_HOME: chief.home, BUTCHER_CHIEF: chief.address, BUTCHER_TOKEN: token };
    return runButcher(args, { cwd: root, env });
  }

  it('end with the bytes of one plain Python process, twelve at once', async () => {
    await chief.warm();
    const runs = jobs.flatMap((job) => accounts.map((account) => ({ ...job, account })));
    const [tars, expected] = await Promise.all([
      Promise.all(
        runs.map(async ({ account, package: path, data }, index) => {
          const out = join(folder, `${index}.tar`);
          const options = [...(data === null ? [] : ['--data', data]), '--wait', '--quiet', '--out', out];
          const run = await butcher(tokens.get(account)!, 'submit', path, ...options);
          assert.equal(run.exitCode, 0, run.stderr);
          return readFile(out);
        }),
      ),
      plainResultsTars(
        jobs.map(({ package: path, data }) => ({ package: path, dataset: data, jobName: basename(path) })),
      ),
    ]);
    for (const [index, tar] of tars.entries()) {
      const { package: path, account } = runs[index]!;
      await assertSameTar(tar, expected[Math.floor(index / accounts.length)]!, `${path} of ${account}`);
    }
    const { stdout } = await butcher(tokens.get('ann')!, 'jobs', '--json');
    assert.equal(stdout.trim().split('\n').length, jobs.length, 'each sees its own');
  });

  it('do not wait for those of another account that take long', async () => {
    const [long, short] = await Promise.all([layPackage('long', 'time.sleep(120)'), layPackage('short', '')]);
    const begun = await butcher(tokens.get('ann')!, 'submit', long, '--json');
    const { id } = JSON.parse(begun.stdout.trim().split('\n').at(-1)!);
    const out = join(folder, 'short.tar');
    const run = await butcher(tokens.get('bob')!, 'submit', short, '--wait', '--quiet', '--out', out);
    assert.equal(run.exitCode, 0, run.stderr);
    const { stdout } = await butcher(tokens.get('ann')!, 'cancel', id);
    assert.match(stdout, /^cancelled/, 'the long one still ran');
  });

  async function layPackage(name: string, work: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(path);
    const files = {
      'Split.py': 'def splitter(path):\n    for number in range(4):\n        yield b"%d" % number\n',
      'Processor.py': `import time\n\n\ndef Processor(fragment):\n    time.sleep(0)\n    ${work}\n    return fragment\n`,
      'Merge.py': 'def merger(fragment, job_name):\n    open("all", "ab").write(fragment)\n',
    };
    for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
    return path;
  }
});
