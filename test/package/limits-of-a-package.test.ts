import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import type { Limits } from '../../src/model/limits.ts';
import { Intake } from '../../src/package/intake.ts';
import { goodFiles, load, loadGood, refusals, scratchFolder, writeTree } from './helpers/scratch.ts';
import { tarMember, tarOf } from './helpers/tar-of.ts';
import { type ZipSpec, zipOf } from './helpers/zip-of.ts';

type Files = Readonly<Record<string, Buffer>>;
const MiB = 1024 * 1024;

describe('limits of a package', () => {
  const scratch = scratchFolder();

  /** The rules found for the same files as a folder and as each kind of archive. */
  async function rulesOf(files: Files, limits: Partial<Limits>): Promise<string[][]> {
    const members = Object.entries(files).map(([name, content]) => ({ name, content }));
    const root = join(scratch.path, `case-${Math.random().toString(36).slice(2)}`);
    writeTree(join(root, 'folder'), files);
    const archives = { 'a.tar': tarOf(members), 'a.tgz': gzipSync(tarOf(members)), 'a.zip': zipOf(members) };
    for (const [name, bytes] of Object.entries(archives)) writeFileSync(join(root, name), bytes);
    const outcomes = [];
    for (const name of ['folder', ...Object.keys(archives)])
      outcomes.push(await load(join(root, name), limits));
    return outcomes.map(({ findings }) => findings.map(({ rule }) => rule));
  }

  const fine = [[], [], [], []];
  const refused = [['BUT109'], ['BUT109'], ['BUT109'], ['BUT109']];

  it('allow packageBytes and not one more', async () => {
    const files = { 'Split.py': Buffer.alloc(600), 'data.bin': Buffer.alloc(400) };
    assert.deepEqual(await rulesOf(files, { packageBytes: 1000 }), fine);
    assert.deepEqual(await rulesOf(files, { packageBytes: 999 }), refused);
  });

  it('allow wheelBytes beside packageBytes, and not one more', async () => {
    const files = {
      'Split.py': Buffer.alloc(1000),
      'wheels/a-1-py3-none-any.whl': Buffer.alloc(1200),
      'wheels/b-1-py3-none-any.whl': Buffer.alloc(800),
    };
    assert.deepEqual(await rulesOf(files, { packageBytes: 1000, wheelBytes: 2000 }), fine);
    assert.deepEqual(await rulesOf(files, { packageBytes: 1000, wheelBytes: 1999 }), refused);
    assert.deepEqual(await rulesOf(files, { packageBytes: 999, wheelBytes: 2000 }), refused);
    const elsewhere = { 'Split.py': Buffer.alloc(1), 'wheels/deep/a.whl': Buffer.alloc(1000) };
    assert.deepEqual(await rulesOf(elsewhere, { packageBytes: 1000, wheelBytes: 2000 }), refused);
  });

  it('allow packageFiles and not one more', async () => {
    const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, Buffer.from(name)]));
    assert.deepEqual(await rulesOf(files, { packageFiles: 4 }), fine);
    assert.deepEqual(await rulesOf(files, { packageFiles: 3 }), refused);
  });

  it('allow packageDepth and not one more', async () => {
    const files = { 'Split.py': Buffer.from('x'), 'a/b/c/deep.txt': Buffer.from('y') };
    assert.deepEqual(await rulesOf(files, { packageDepth: 3 }), fine);
    assert.deepEqual(await rulesOf(files, { packageDepth: 2 }), refused);
  });

  it('do not count the folder that wraps an archive', async () => {
    const members = [{ name: 'top/a/b/deep.txt' }, { name: 'top/Split.py' }];
    const path = join(scratch.path, 'wrapped.tar');
    writeFileSync(path, tarOf(members));
    assert.deepEqual(
      [...(await loadGood(path, { packageDepth: 2 })).files.keys()],
      ['Split.py', 'a/b/deep.txt'],
    );
    assert.equal((await load(path, { packageDepth: 1 })).findings[0]?.rule, 'BUT109');
  });

  it('say which member, how much and what to do', async () => {
    const [finding] = await refusals(
      scratch.path,
      'big.tar',
      tarOf([{ name: 'data.bin', content: Buffer.alloc(2048) }]),
      {
        packageBytes: 1024,
      },
    );
    assert.equal(finding?.file, 'data.bin');
    assert.equal(finding.message, 'With `data.bin` (2 KiB) the package is larger than 1 KiB.');
    assert.match(finding.help, /--limit packageBytes=/);
  });

  it('hold for what was really read, whatever was claimed', () => {
    const intake = new Intake(
      { packageBytes: 1000, wheelBytes: 1000, packageFiles: 10, packageDepth: 1 },
      'liar.tar',
      0,
    );
    intake.accept(intake.admit({ name: 'x', kind: 'file', size: 10, mode: 0 })!, Buffer.alloc(1001));
    assert.deepEqual(
      intake.findings.map(({ rule }) => rule),
      ['BUT109'],
    );
    assert.equal(intake.files.size, 0);
  });

  it('hold for folders far too deep, wide or large', async () => {
    const deep = join(scratch.path, 'deep');
    mkdirSync(join(deep, ...Array.from({ length: 200 }, () => 'd')), { recursive: true });
    assert.deepEqual(
      (await load(deep)).findings.map(({ rule }) => rule),
      ['BUT109'],
    );
    const wide = join(scratch.path, 'wide');
    mkdirSync(wide);
    for (let i = 0; i < 50; i++) mkdirSync(join(wide, `${i}`));
    assert.deepEqual(
      (await load(wide, { packageFiles: 10 })).findings.map(({ rule }) => rule),
      ['BUT109'],
    );
    const large = writeTree(join(scratch.path, 'large'), goodFiles);
    writeFileSync(join(large, 'huge.bin'), '');
    truncateSync(join(large, 'huge.bin'), 2 ** 40);
    assert.deepEqual(
      (await load(large)).findings.map(({ rule }) => rule),
      ['BUT109'],
    );
  });

  describe('against bombs', () => {
    const zeros = gzipSync(Buffer.alloc(16 * MiB));
    /** What follows unpacks to 16 GiB; gzip allows one stream after the other. */
    const manyZeros = Buffer.concat(Array.from({ length: 1024 }, () => zeros));

    async function assertTooBig(name: string, content: Buffer): Promise<void> {
      const findings = await refusals(scratch.path, name, content);
      assert.deepEqual(
        findings.map(({ rule }) => rule),
        ['BUT109'],
      );
    }

    it('of zeros', () => assertTooBig('zeros.tgz', manyZeros));

    it('of zeros behind all members, not compressed', async () => {
      const content = Buffer.concat([tarOf([{ name: 'Split.py' }]), Buffer.alloc(32 * MiB)]);
      const findings = await refusals(scratch.path, 'trailing.tar', content, {
        packageBytes: MiB,
        packageFiles: 10,
      });
      assert.deepEqual(
        findings.map(({ rule }) => rule),
        ['BUT109'],
      );
    });

    it('of zeros that belong to an ignored member', () => {
      const [header] = tarMember({ name: '.git/pack', size: 16 * 1024 * MiB });
      return assertTooBig('ignored.tgz', Buffer.concat([gzipSync(header!), manyZeros]));
    });

    it('of a header that claims 8 EiB', () => {
      const [header] = tarMember({ name: 'Split.py', size: 2 ** 63 });
      return assertTooBig('sparse.tar', Buffer.concat([header!, Buffer.alloc(4096)]));
    });

    it('of a million members', async () => {
      const folders = Array.from({ length: 1000 }, (_, i) => tarMember({ name: `d${i}/`, type: '5' })[0]!);
      const some = gzipSync(Buffer.concat(folders));
      await assertTooBig('many.tgz', Buffer.concat(Array.from({ length: 1000 }, () => some)));
      const files = tarMember({ name: 'x' });
      const numbered = Array.from({ length: 6000 }, (_, i) => tarMember({ name: `f${i}` })[0]!);
      await assertTooBig('files.tgz', gzipSync(Buffer.concat([...numbered, ...files])));
      const entries = Array.from(
        { length: 60_000 },
        (_, i): ZipSpec => ({ name: `${i}/`, mode: 0o40755, packed: Buffer.alloc(0) }),
      );
      await assertTooBig('many.zip', zipOf(entries));
    });

    it('of folders 10,000 deep', async () => {
      const name = `${'d/'.repeat(10_000)}x`;
      await assertTooBig('deep.tar', tarOf([{ name }]));
      await assertTooBig('deep.zip', zipOf([{ name }]));
    });

    it('of one member that unpacks to more than it says', async () => {
      const content = Buffer.alloc(64 * MiB);
      const bomb: ZipSpec = { name: 'x', content, both: { bytes: 100_000 } };
      const findings = await refusals(scratch.path, 'lies.zip', zipOf([bomb]));
      assert.match(findings[0]!.message, /do not unpack to the size/);
      await assertTooBig('honest.zip', zipOf([{ name: 'x', content: Buffer.alloc(65 * MiB) }]));
    });

    it('of one member, without unpacking more of it than it says', async () => {
      const flushed = deflateRawSync(Buffer.alloc(16 * MiB), { finishFlush: constants.Z_FULL_FLUSH });
      const packed = Buffer.concat([...Array.from({ length: 64 }, () => flushed), Buffer.from([3, 0])]);
      const content = Buffer.alloc(packed.length);
      const archive = zipOf([{ name: 'x', content, packed }]);
      const peakBefore = process.resourceUsage().maxRSS;
      const findings = await refusals(scratch.path, 'gibibyte.zip', archive);
      assert.match(findings[0]!.message, /do not unpack to the size/);
      assert.ok(process.resourceUsage().maxRSS - peakBefore < 256 * 1024, 'the gibibyte was not unpacked');
    });

    it('of members that share their data', async () => {
      const kernel = zipOf([{ name: 'x', content: Buffer.alloc(MiB) }]);
      const shared = Array.from(
        { length: 50 },
        (_, i): ZipSpec => ({
          name: `${i}`,
          content: Buffer.alloc(MiB),
          listedOnly: true,
          offset: 0,
        }),
      );
      const findings = await refusals(
        scratch.path,
        'shared.zip',
        zipOf([{ name: 'x', content: Buffer.alloc(MiB) }, ...shared]),
      );
      assert.match(findings[0]!.message, /shares bytes/);
      assert.ok(kernel.length < MiB);
    });

    it('within archives, which are plain files of the package', async () => {
      const inner = zipOf([{ name: 'x', content: Buffer.alloc(16 * MiB) }]);
      const members = Object.entries(goodFiles).map(([name, text]) => ({ name, content: Buffer.from(text) }));
      const path = join(scratch.path, 'nested.zip');
      writeFileSync(path, zipOf([...members, { name: 'inner.zip', content: inner }]));
      assert.deepEqual((await loadGood(path)).files.get('inner.zip')?.bytes, inner);
    });
  });
});
