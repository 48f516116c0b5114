import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { defaultLimits } from '../../../src/model/limits.ts';
import { loadPackage } from '../../../src/package/load-package.ts';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

type Member = Parameters<Pack['entry']>[0] & { readonly content?: Buffer };

const files = {
  'Split.py': 'def splitter(path):\n    yield b"7"\n',
  'Processor.py': 'def Processor(fragment):\n    raise ValueError("no")\n',
  'Merge.py': 'def merger(fragment, job_name):\n    pass\n',
};

describe('a bundle or job folder from elsewhere', function () {
  this.timeout(120_000);
  let cwd: string;
  let evil: string;
  let bundle: Record<string, Buffer>;
  const at = (...names: string[]) => join(cwd, ...names);
  const butcher = (...args: string[]): Promise<ButcherRun> =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: at('home'), NO_COLOR: '1' } });

  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-elsewhere-'));
    for (const [name, processor] of [
      ['theirs', files['Processor.py']],
      ['ours', 'def Processor(fragment):\n    return fragment * 2\n'],
    ] as const) {
      await mkdir(at(name));
      for (const [file, text] of Object.entries({ ...files, 'Processor.py': processor }))
        await writeFile(at(name, file), text);
    }
    const env = { BUTCHER_HOME: at('their-home'), NO_COLOR: '1' };
    await runButcher(['run', 'theirs', '--runtime', 'process'], { cwd, env });
    const [id] = await readdir(at('their-home/jobs'));
    evil = at('evil');
    await cp(at('their-home/jobs', id!), evil, { recursive: true });
    await writeFile(
      join(evil, 'package/Processor.py'),
      `open(${JSON.stringify(at('ran'))}, "w").close()\ndef Processor(fragment):\n    return fragment\n`,
    );
    const loaded = await loadPackage(join(evil, 'package'), defaultLimits);
    assert.ok(loaded.kind === 'loaded' && loaded.source !== null);
    const record = JSON.parse(await readFile(join(evil, 'job.json'), 'utf8'));
    const changed = {
      ...record,
      runtime: 'process',
      package: { ...record.package, digest: loaded.source.digest },
    };
    await writeFile(join(evil, 'job.json'), JSON.stringify(changed));
    bundle = {
      'bundle.json': await readFile(join(evil, 'bundles/1/bundle.json')),
      fragment: await readFile(join(evil, 'bundles/1/fragment')),
      log: Buffer.from('log'),
    };
  });
  afterEach(async () => {
    assert.equal((await readdir(cwd)).includes('ran'), false, 'the code that came with it was run');
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  async function makeTar(name: string, members: readonly Member[]): Promise<void> {
    const tar = pack();
    for (const { content, ...header } of members) tar.entry(header, content ?? '');
    tar.finalize();
    await pipeline(tar, createWriteStream(at(name)));
  }

  it('is not replayed with the code that came with it, on the host or elsewhere', async () => {
    for (const runtime of [[], ['--runtime', 'process'], ['--runtime', 'docker']]) {
      const { exitCode, stderr } = await butcher('replay', join(evil, 'bundles/1'), ...runtime);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, /is not of a job of this machine's own[\s\S]*--package PATH/);
    }
  });

  it('is no job, neither by its path nor as a link or copy in the home', async () => {
    assert.equal((await butcher('resume', evil)).exitCode, 2);
    await mkdir(at('home/jobs'), { recursive: true });
    await symlink(evil, at('home/jobs/linked'));
    await cp(evil, at('home/jobs/copied'), { recursive: true });
    for (const command of ['resume', 'replay'])
      for (const [job, reason] of [
        ['linked', /cannot be read: it is a link/],
        ['copied', /of a job that has another folder/],
      ] as const) {
        const { exitCode, stderr } = await butcher(command, job);
        assert.equal(exitCode, 2);
        assert.match(stderr, reason);
      }
    await rm(at('home'), { recursive: true });
  });

  it('lends its bytes to the package that is given, as a folder and as a tar', async () => {
    await makeTar(
      'k7qm-1.tar',
      Object.entries(bundle).map(([name, content]) => ({ name, content })),
    );
    for (const place of [join(evil, 'bundles/1'), 'k7qm-1.tar']) {
      const out = `result-${place.length}`;
      const args = ['--package', 'ours', '--runtime', 'process', '--out', out];
      const { exitCode, stdout, stderr } = await butcher('replay', place, ...args);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /^fragment 1 succeeds now: 2 bytes/);
      assert.equal(await readFile(at(out), 'utf8'), '77');
    }
    assert.deepEqual(await readdir(at('home/jobs')), []);
  });

  const record = { name: 'bundle.json' };
  const fragment = { name: 'fragment' };
  const spoiltTars: readonly (readonly [string, () => readonly Member[], RegExp])[] = [
    [
      'a link',
      () => [
        { ...record, content: bundle['bundle.json']! },
        { ...fragment, type: 'symlink', linkname: '/etc/passwd' },
      ],
      /fragment is no plain file/,
    ],
    [
      'a second name',
      () => [{ ...record, type: 'link', linkname: '/etc/passwd' }],
      /bundle\.json is no plain file/,
    ],
    ['a path that leads up', () => [{ name: '../fragment' }], /member "\.\.\/fragment" that no bundle has/],
    [
      'a member twice',
      () => [
        { ...fragment, content: Buffer.from('a') },
        { ...fragment, content: Buffer.from('b') },
      ],
      /has fragment twice/,
    ],
    ['a name that acts on terminals', () => [{ name: 'a\u001b[2J' }], /member "a\\x1b\[2J"/],
    ['nothing but a record', () => [{ ...record, content: bundle['bundle.json']! }], /lacks fragment/],
    [
      'a record of another form',
      () => [{ ...record, content: Buffer.from('{"fragment":1}') }, fragment],
      /The record .*bundle\.json cannot be read: it lacks "job"/,
    ],
  ];
  for (const [what, members, reason] of spoiltTars)
    it(`is refused as a tar with ${what}`, async () => {
      await makeTar('spoilt.tar', members());
      const { exitCode, stderr } = await butcher(
        'replay',
        'spoilt.tar',
        '--package',
        'ours',
        '--runtime',
        'process',
      );
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, reason);
    });

  it('is refused as a tar that is cut short, or larger than any fragment', async () => {
    await makeTar(
      'whole.tar',
      Object.entries(bundle).map(([name, content]) => ({ name, content })),
    );
    await writeFile(at('short.tar'), (await readFile(at('whole.tar'))).subarray(0, 700));
    const short = await butcher('replay', 'short.tar', '--package', 'ours');
    assert.match(short.stderr, /short\.tar is no replay bundle/);
    await makeTar('large.tar', [
      { name: 'fragment', content: Buffer.alloc(defaultLimits.fragmentBytes + 1) },
    ]);
    const large = await butcher('replay', 'large.tar', '--package', 'ours');
    assert.equal(large.exitCode, 2);
    assert.match(large.stderr, /its member fragment is too large/);
  });

  it('is refused as a folder whose files are links', async () => {
    await mkdir(at('links'));
    await writeFile(at('links/bundle.json'), bundle['bundle.json']!);
    await symlink('/etc/passwd', at('links/fragment'));
    const { exitCode, stderr } = await butcher(
      'replay',
      'links',
      '--package',
      'ours',
      '--runtime',
      'process',
    );
    assert.equal(exitCode, 2);
    assert.match(stderr, /fragment cannot be read: it is a link/);
  });
});
