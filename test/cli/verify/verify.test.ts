import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { arch, hostname, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '../../../src/provenance/envelope.ts';
import type { Statement } from '../../../src/provenance/statement.ts';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

const files = {
  'Split.py': [
    'from pathlib import Path',
    'def splitter(path):',
    '    for file in sorted(Path(path).rglob("*")):',
    '        if file.is_file():',
    '            yield file.read_bytes()',
    '',
  ].join('\n'),
  'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n',
  'Merge.py': [
    'def merger(fragment, job_name):',
    '    with open("all", "ab") as out:',
    '        out.write(fragment)',
    '',
  ].join('\n'),
};

describe('provenance on the command line', function () {
  this.timeout(120_000);
  let cwd: string;
  const at = (...names: string[]) => join(cwd, ...names);
  const butcher = (...args: string[]): Promise<ButcherRun> =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: at('home'), NO_COLOR: '1' } });
  const verify = (...args: string[]) => butcher('verify', ...args);
  const whole = ['--data', 'data', '--package', 'loud', '--fragment-digests', 'digests'] as const;

  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-provenance-'));
    await mkdir(at('loud'));
    for (const [name, text] of Object.entries(files)) await writeFile(at('loud', name), text);
    await mkdir(at('data/deep'), { recursive: true });
    await writeFile(at('data/a'), 'first ');
    await writeFile(at('data/deep/b'), 'second');
    const args = [
      '--runtime',
      'process',
      '--data',
      'data',
      '--provenance',
      'p',
      '--fragment-digests',
      'digests',
    ];
    const ran = await butcher('run', 'loud', ...args);
    assert.equal(ran.exitCode, 0, ran.stderr);
    await mkdir(at('folder'));
    execFileSync('tar', ['-xf', 'loud.tar', '-C', 'folder'], { cwd });
    await writeFile(at('loud.tar.gz'), execFileSync('gzip', ['-c', 'loud.tar'], { cwd }));
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  const envelope = async () => JSON.parse(await readFile(at('p'), 'utf8')) as Envelope;
  const statement = async () =>
    JSON.parse(Buffer.from((await envelope()).payload, 'base64').toString()) as Statement;
  const sha256 = async (file: string) =>
    createHash('sha256')
      .update(await readFile(at(file)))
      .digest('hex');

  it('says what the results were made of, how, and what it took', async () => {
    const { subject, predicate, _type, predicateType } = await statement();
    assert.equal(_type, 'https://in-toto.io/Statement/v1');
    assert.equal(predicateType, 'https://slsa.dev/provenance/v1');
    assert.deepEqual(subject, [{ name: 'loud.tar', digest: { sha256: await sha256('loud.tar') } }]);
    const { buildDefinition, runDetails } = predicate;
    assert.equal(buildDefinition.externalParameters.name, 'loud');
    const shell =
      "find . -type f | cut -c3- | LC_ALL=C sort | xargs -r sha256sum | sha256sum | cut -f1 -d' '";
    const dirHash = (folder: string) =>
      execFileSync('sh', ['-c', shell], { cwd: at(folder), encoding: 'utf8' }).trim();
    const [source, data] = buildDefinition.resolvedDependencies;
    assert.equal(source?.name, 'package');
    assert.equal(source?.digest?.dirHash, dirHash('loud'), 'as the shell computes it');
    assert.equal(data?.name, 'data');
    assert.equal(data?.digest?.dirHash, dirHash('data'));
    const { attempts, counts, cpuSeconds, machines } = runDetails.butcher_work;
    assert.equal(attempts, 2);
    assert.equal((counts as { merged: number }).merged, 2);
    const system = `${platform()} ${arch()}`;
    assert.deepEqual(machines, [{ name: hostname(), system, attempts: 2 }]);
    const { splitter, worker, merger } = cpuSeconds as Record<string, number>;
    for (const seconds of [splitter, worker, merger]) assert.ok(seconds! > 0);
    assert.deepEqual(runDetails.byproducts, [
      { name: 'fragment-digests.jsonl', digest: { sha256: await sha256('digests') } },
    ]);
  });

  it('is written, as the report is, to folders that are made for it', async () => {
    const files = ['--provenance', 'new/p', '--fragment-digests', 'newer/d', '--report', 'newest/deep/r'];
    const ran = await butcher(
      'run',
      'loud',
      '--runtime',
      'process',
      '--out',
      'own.tar',
      '--data',
      'data',
      ...files,
    );
    assert.equal(ran.exitCode, 0, ran.stderr);
    const checked = await verify('new/p', 'own.tar', '--fragment-digests', 'newer/d');
    assert.equal(checked.exitCode, 0, checked.stderr);
    assert.equal(JSON.parse(await readFile(at('newest/deep/r'), 'utf8')).job.state, 'done');
  });

  it('has the digest of each fragment’s result in a file of its own', async () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    assert.deepEqual(
      (await readFile(at('digests'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      [
        { fragment: 1, sha256: hash('FIRST '), bytes: 6 },
        { fragment: 2, sha256: hash('SECOND'), bytes: 6 },
      ],
    );
  });

  it('is verified against results in each of their forms, data and package', async () => {
    for (const results of ['loud.tar', 'loud.tar.gz', 'folder']) {
      const { exitCode, stdout, stderr } = await verify('p', results, ...whole);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /^verified {2}results, data, package, digests of fragments of the job [\w-]+\n$/);
    }
    const bare = await verify('p', 'loud.tar');
    assert.match(bare.stdout, /not compared: the data \(--data\), the package \(--package\)\n$/);
    const json = JSON.parse((await verify('p', 'loud.tar', '--json')).stdout);
    assert.equal(json.verified, true);
    assert.deepEqual(json.statement, await statement());
  });

  it('is verified elsewhere with the public key, and not with another', async () => {
    const { stdout, stderr } = await butcher('key');
    assert.match(stdout, /^-----BEGIN PUBLIC KEY-----\n/);
    assert.equal(stderr, `key ${(await envelope()).signatures[0]?.keyid}\n`);
    await writeFile(at('key.pem'), stdout);
    const elsewhere = (...args: string[]) =>
      runButcher(['verify', 'p', 'loud.tar', ...args], { cwd, env: { BUTCHER_HOME: at('elsewhere') } });
    assert.equal((await elsewhere('--key', 'key.pem')).exitCode, 0);
    const without = await elsewhere();
    assert.equal(without.exitCode, 2);
    assert.match(
      without.stderr,
      /has no signing key\. Give the public key of the chief that signed with --key FILE/,
    );
    await runButcher(['key'], { cwd, env: { BUTCHER_HOME: at('elsewhere') } });
    const other = await elsewhere();
    assert.equal(other.exitCode, 1);
    assert.match(
      other.stderr,
      /^refused: p was not signed with the key that was asked for, that of this home, but/,
    );
  });

  it('keeps the secret half for this user alone', async () => {
    const { mode } = await stat(at('home/signing-key.pem'));
    assert.equal(mode & 0o777, 0o600);
    await chmod(at('home/signing-key.pem'), 0o644);
    await butcher('key');
    assert.equal((await stat(at('home/signing-key.pem'))).mode & 0o777, 0o600, 'taken back from others');
  });

  describe('refuses with one sentence', () => {
    const refusal = async (args: readonly string[], sentence: RegExp) => {
      const { exitCode, stdout, stderr } = await verify(...args);
      assert.equal(exitCode, 1, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, sentence);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    };
    /** A copy with one bit of one byte turned. */
    const flipped = async (file: string, position: (bytes: Buffer) => number) => {
      const bytes = await readFile(at(file));
      bytes[position(bytes)]! ^= 1;
      await writeFile(at('flipped'), bytes);
    };

    it('one flipped byte of results, in each form', async () => {
      await flipped('loud.tar', (bytes) => bytes.indexOf('SECOND'));
      await refusal(
        ['p', 'flipped'],
        /flipped is not the results of the statement: its sha256 is [0-9a-f]{64}, /,
      );
      await cp(at('folder'), at('folder-2'), { recursive: true });
      await writeFile(at('folder-2/all'), 'FIRST SECONE');
      await refusal(['p', 'folder-2'], /folder-2 is not the results of the statement/);
      await flipped('loud.tar.gz', (bytes) => bytes.length - 9);
      await refusal(['p', 'flipped'], /flipped (is compressed, and damaged|is not the results)/);
    });

    it('one flipped byte of data, package or digests of fragments', async () => {
      await cp(at('data'), at('data-2'), { recursive: true });
      await writeFile(at('data-2/deep/b'), 'secone');
      await refusal(['p', 'loud.tar', '--data', 'data-2'], /data-2 is not the data of the statement/);
      await cp(at('loud'), at('loud-2'), { recursive: true });
      await writeFile(at('loud-2/Processor.py'), `${files['Processor.py'].replace('upper', 'uppes')}`);
      await refusal(['p', 'loud.tar', '--package', 'loud-2'], /loud-2 is not the package of the statement/);
      await flipped('digests', () => 20);
      await refusal(['p', 'loud.tar', '--fragment-digests', 'flipped'], /is not the digests of fragments of/);
    });

    it('one flipped byte of the statement or of the signature, wherever it is', async () => {
      const { payload, signatures, payloadType } = await envelope();
      const turned = (text: string, at: number) => {
        const bytes = Buffer.from(text, 'base64');
        bytes[at]! ^= 1;
        return bytes.toString('base64');
      };
      const { sig, keyid } = signatures[0]!;
      const length = Buffer.from(payload, 'base64').length;
      const changed: Envelope[] = [
        ...[0, length >> 1, length - 1].map((at) => ({
          payloadType,
          signatures,
          payload: turned(payload, at),
        })),
        ...[0, 31, 63].map((at) => ({
          ...{ payloadType, payload },
          signatures: [{ ...(keyid !== undefined && { keyid }), sig: turned(sig, at) }],
        })),
      ];
      for (const each of changed) {
        await writeFile(at('changed'), JSON.stringify(each));
        await refusal(['changed', 'loud.tar'], /^refused: changed was changed after it was signed: /);
      }
      await writeFile(at('changed'), JSON.stringify({ payload, signatures, payloadType: 'text/plain' }));
      await refusal(['changed', 'loud.tar'], /holds something else than an in-toto statement\.$/m);
      await writeFile(at('changed'), (await readFile(at('p'), 'utf8')).slice(0, -20));
      await refusal(['changed', 'loud.tar'], /cannot be read: it is not JSON\.$/m);
    });
  });

  it('is wrong usage where what is to be compared is not there', async () => {
    await symlink('gone', at('dangling'));
    for (const [name, why] of [
      ['nothing', /nothing cannot be read: it does not exist\.$/m],
      ['data/no/such/nothing', /such\/nothing cannot be read: there is no folder .*\/data\/no\.$/m],
      ['dangling/nothing', /nothing cannot be read: .*\/dangling is a link that leads to nothing\.$/m],
    ] as const)
      for (const args of [
        [name, 'loud.tar'],
        ['p', name],
        ['p', 'loud.tar', '--data', name],
        ['p', 'loud.tar', '--fragment-digests', name],
        ['p', 'loud.tar', '--key', name],
      ]) {
        const { exitCode, stderr } = await verify(...args);
        assert.equal(exitCode, 2, stderr);
        assert.match(stderr, why);
      }
    assert.match(
      (await verify('p', 'dangling')).stderr,
      /cannot be read: it is a link that leads to nothing/,
    );
    const run = (...args: string[]) =>
      butcher('run', 'loud', '--runtime', 'process', '--out', 'x.tar', ...args);
    assert.match((await run('--fragment-digests', 'd')).stderr, /has a meaning only with --provenance/);
    assert.match((await run('--provenance', 'x.tar')).stderr, /Two options name the same file/);
    const kept = await run('--provenance', 'y', '--fragment-digests', 'd', '--no-resume');
    assert.match(
      kept.stderr,
      /--fragment-digests needs the results of fragments, which --no-resume does not keep/,
    );
  });

  it('is not written where the data changed meanwhile; the results are there all the same', async () => {
    await cp(at('loud'), at('meddler'), { recursive: true });
    await mkdir(at('data-3'));
    await writeFile(at('data-3/a'), 'abc');
    const merge = `${files['Merge.py']}    open(${JSON.stringify(at('data-3/a'))}, "w").write("changed")\n`;
    await writeFile(at('meddler/Merge.py'), merge);
    const args = ['--runtime', 'process', '--data', 'data-3', '--provenance', 'q'];
    const { exitCode, stderr } = await butcher('run', 'meddler', ...args);
    assert.equal(exitCode, 1);
    assert.match(stderr, /The provenance was not written: the data .*data-3 changed while the job ran\./);
    assert.ok((await stat(at('meddler.tar'))).size > 0);
    await assert.rejects(stat(at('q')));
  });

  it('is kept where it cannot be written at the end, until it is put to another place', async () => {
    await cp(at('loud'), at('late'), { recursive: true });
    const inTheWay = ['late-p', 'late-r']
      .map((name) => `    os.mkdir(${JSON.stringify(at(name))})\n`)
      .join('');
    const merge = `import os\n${files['Merge.py']}\ndef finish(job_name):\n${inTheWay}`;
    await writeFile(at('late/Merge.py'), merge);
    const asked = ['--provenance', 'late-p', '--fragment-digests', 'late-d', '--report', 'late-r'];
    const ran = await butcher('run', 'late', '--runtime', 'process', '--data', 'data', ...asked);
    assert.equal(ran.exitCode, 1, ran.stderr);
    assert.match(ran.stderr, /report .*late-r is a folder\. Only the report is lost\.$/m);
    assert.match(
      ran.stderr,
      /The provenance could not be written to .*late-p is a folder\.\nWhat was signed is kept for 14 days$/m,
    );
    const id = /butcher resume ([\w-]+) --provenance FILE$/m.exec(ran.stderr)?.[1];
    await rm(at('late-r'), { recursive: true });
    const stillThere = await butcher('resume', id!);
    assert.equal(stillThere.exitCode, 2);
    assert.match(stillThere.stderr, /--provenance needs a file/);
    const resumed = await butcher('resume', id!, '--provenance', 'moved-p');
    assert.equal(resumed.exitCode, 0, resumed.stderr);
    const checked = await verify('moved-p', 'late.tar', '--data', 'data', '--fragment-digests', 'late-d');
    assert.equal(checked.exitCode, 0, checked.stderr);
    assert.match((await butcher('resume', id!)).stderr, /No job .* is kept/);
  });

  it('says of a key that cannot be used what to do', async () => {
    await mkdir(at('broken-home'), { mode: 0o700 });
    await writeFile(at('broken-home/signing-key.pem'), 'no key\n', { mode: 0o600 });
    const { exitCode, stderr } = await runButcher(['key'], { cwd, env: { BUTCHER_HOME: at('broken-home') } });
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /The signing key .* cannot be used: it is not what was written\. Put it back from a backup/,
    );
  });
});
