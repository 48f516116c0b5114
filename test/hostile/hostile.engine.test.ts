import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { seededRandom, shuffle } from '../faults/random.ts';
import { ContainerWitness } from '../helpers/container-witness.ts';
import { Decoy } from './decoy.ts';
import { type HostileCase, readCases } from './hostile-case.ts';
import { runSuite, type SuiteOutcome } from './suite.ts';

const secret = `canary-${process.pid}-${Math.random().toString(36).slice(2)}`;

/** Which cases run here; `npm run hostile` runs all of them. */
const seed = Number(process.env.BUTCHER_HOSTILE_SEED ?? Date.now() % 1_000_000);
/** What these report is looked at. */
const looked = [
  ...['looks-around', 'looks-for-other-jobs', 'leaves-a-file-for-the-next', 'calls-the-decoy'],
  ...['raises-its-limits', 'reaches-for-the-kernel', 'calls-every-system-call'],
  ...['results-hold-odd-things', 'swaps-folders-for-links'],
];

/** Those that are looked at, and a quarter of the others. */
function choose(cases: readonly HostileCase[]): HostileCase[] {
  const others = cases.filter(({ name }) => !looked.includes(name));
  shuffle(others, seededRandom(seed));
  const chosen = [
    ...cases.filter(({ name }) => looked.includes(name)),
    ...others.slice(0, Math.ceil(others.length / 4)),
  ];
  assert.ok(chosen.length > looked.length + 20);
  return chosen;
}

describe(`hostile packages (seed ${seed})`, function () {
  this.timeout(400_000);
  let home: string;
  let runtime: DockerRuntime;
  let decoy: Decoy;
  let suite: SuiteOutcome;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-hostile-home-'));
    process.env.BUTCHER_TEST_SECRET = secret;
    decoy = await Decoy.listen();
    runtime = new DockerRuntime({ home });
    const witness = await ContainerWitness.start();
    const cases = choose(readCases({ 'decoy.json': JSON.stringify(decoy.places) }));
    suite = await runSuite({ runtime, ociRuntime: 'runc', home, cases, lanes: 4, witness });
    const { seen, problems } = await witness.stop();
    assert.deepEqual(problems, []);
    assert.ok(seen >= 3 * cases.length, `${seen} containers were looked at`);
  });
  after(async () => {
    delete process.env.BUTCHER_TEST_SECRET;
    decoy.close();
    await runtime.close();
    await rm(home, { recursive: true, force: true });
  });

  it('each get the verdict due, four at a time beside an honest job, and leave nothing', () => {
    assert.deepEqual(
      suite.rows.flatMap(({ problem }) => problem ?? []),
      [],
    );
    assert.deepEqual(suite.problems, []);
    assert.ok(suite.honest > 0);
  });

  // biome-ignore lint/suspicious/noExplicitAny: what packages report is looked at field by field.
  function reported(name: string): any {
    const row = suite.rows.find((each) => each.name === name)!;
    return JSON.parse(row.outcome.results.get('merged')!.toString());
  }

  it('see nothing of the chief', () => {
    const seen = reported('looks-around');
    assert.ok(!JSON.stringify(seen).includes(secret), 'the chief’s environment is visible');
    assert.equal(seen.engine, false);
    assert.match(seen.shadow, /^refused/);
    assert.deepEqual(seen.left, []);
  });

  it('see nothing of other jobs, before or beside them', () => {
    const seen = reported('looks-for-other-jobs');
    assert.deepEqual(seen.jobs, ['looks-for-other-jobs']);
    assert.deepEqual(seen.users, [seen.own]);
    assert.deepEqual([seen.sockets, seen.strangers], [[], []]);
    assert.ok(seen.named.length <= 1, 'beside its own bridge it sees no socket by name');
    const left = reported('leaves-a-file-for-the-next');
    assert.deepEqual(left.found, []);
    assert.deepEqual(left.refused, ['/dev/shm/left', '/var/tmp/left', '/app/package/left', '/run/left']);
  });

  it('reach no network, no limit above theirs, nothing of the kernel’s', () => {
    for (const name of ['calls-the-decoy', 'raises-its-limits', 'reaches-for-the-kernel'])
      for (const [attempt, outcome] of Object.entries(reported(name)))
        assert.match(String(outcome), /^refused/, attempt);
    assert.equal(decoy.calls, 0);
  });

  it('get no further with any system call than the profile lets them', async () => {
    const answers = Object.entries<number>(reported('calls-every-system-call'));
    const profile = JSON.parse(
      await readFile(new URL('../../sandbox/seccomp.json', import.meta.url), 'utf8'),
    );
    const names = new Set<string>(profile.syscalls.flatMap((rule: { names: string[] }) => rule.names));
    const [EPERM, ENOSYS] = [1, 38];
    const letThrough = answers.filter(([, errno]) => errno !== EPERM && errno !== ENOSYS);
    assert.ok(letThrough.length > 100, 'the call itself works');
    assert.ok(letThrough.length <= names.size, `${letThrough.length} calls are let through`);
  });

  it('pack nothing but plain files and folders of their own', () => {
    const { results } = suite.rows.find(({ name }) => name === 'results-hold-odd-things')!.outcome;
    // The last is of two bytes that are not UTF-8, as whoever reads them as text sees it.
    const inert = [
      '-rf',
      ' ',
      'CON',
      '\\',
      `${'n'.repeat(255)}`,
      'line\nbreak \u202e -- <b>',
      '\ufffd\ufffd',
    ];
    assert.deepEqual([...results.keys()].sort(), [...inert, 'closed/', 'closed/inner/', 'sparse'].sort());
    for (const name of inert) assert.equal(results.get(name)?.toString(), 'inert', name);
    assert.ok(results.get('sparse')?.equals(Buffer.alloc(1_000_000)));
    const swapped = suite.rows.find(({ name }) => name === 'swaps-folders-for-links')!.outcome;
    assert.deepEqual([...swapped.results.keys()], ['folder/', 'folder/file']);
  });
});
