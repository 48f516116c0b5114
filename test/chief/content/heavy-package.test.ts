import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForkedChecker } from '../../../src/chief/checking/forked-checker.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import type { PackageSource } from '../../../src/model/package-source.ts';
import { loadPackage } from '../../../src/package/load-package.ts';
import { writePackage } from '../../../src/package/write-package.ts';
import { LongestTurn } from '../../helpers/longest-turn.ts';
import { tarOf } from '../../package/helpers/tar-of.ts';

/** Longest turn of the chief's event loop. */
const mostMs = 50;
/** Where thousands of files are read, garbage is collected meanwhile, which takes longer on a machine that is busy. */
const withGarbageMs = 150;
const MiB = 1024 ** 2;
const plain = [
  { name: 'Split.py', content: Buffer.from('def splitter(path):\n    yield b""\n') },
  { name: 'Processor.py', content: Buffer.from('def Processor(fragment):\n    return fragment\n') },
  { name: 'Merge.py', content: Buffer.from('def merger(fragment, job_name):\n    pass\n') },
];
/** The largest that the limits allow, one way and the other. */
const heavy = {
  'one large file': [{ name: 'data.bin', content: noise(defaultLimits.packageBytes - MiB) }],
  'many files': Array.from({ length: defaultLimits.packageFiles - 10 }, (_, n) => ({
    name: `${'d/'.repeat(n % 30)}${'x'.repeat(80)}${n}.bin`,
    content: noise(2 * 1024, n),
  })),
};

describe('the heaviest packages', function () {
  this.timeout(120_000);
  let folder: string;
  let checker: ForkedChecker;
  let turn: LongestTurn;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-heavy-'));
    checker = new ForkedChecker();
    checker.warm();
  });
  beforeEach(() => {
    turn = new LongestTurn();
  });
  afterEach(() => turn.stop());
  after(async () => {
    await checker.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [what, members] of Object.entries(heavy))
    it(`keep nobody waiting while they are checked, stored and loaded: ${what}`, async () => {
      const archive = join(folder, 'heavy.tar');
      await writeFile(archive, tarOf([...plain, ...members]));
      await turn.take();
      const options = { limits: defaultLimits, strict: false, forRun: true, fileName: 'heavy.tar' };
      const validation = await checker.validate(archive, options, 'ann');
      const checkedMs = await turn.take();
      const source = validation.kind === 'checked' ? validation.source : null;
      assert.ok(source !== null, JSON.stringify(validation).slice(0, 500));
      assert.equal(source.files.size, plain.length + members.length);
      for (const { name, content } of members.slice(-3))
        assert.ok(content.equals(source.files.get(name)!.bytes));
      const stored = join(folder, what);
      await turn.take();
      // As a shelf does, which then waits for the disk.
      await writePackage(source, stored);
      const storedMs = await turn.take();
      const outcome = await loadPackage(stored, defaultLimits, { fileName: source.name });
      const loadedMs = await turn.take();
      const loaded = outcome.kind === 'loaded' ? outcome.source : null;
      assertSame(loaded, source);
      const shown = Object.entries({ checkedMs, storedMs, loadedMs }).map(
        ([name, ms]) => `${name} ${ms.toFixed(1)}`,
      );
      console.log(`      longest turns: ${shown.join(', ')}`);
      for (const ms of [checkedMs, storedMs]) assert.ok(ms < mostMs, shown.join(', '));
      assert.ok(loadedMs < (members.length === 1 ? mostMs : withGarbageMs), shown.join(', '));
    });
});

function assertSame(loaded: PackageSource | null, source: PackageSource): void {
  assert.equal(loaded?.digest, source.digest);
  assert.deepEqual([...loaded.files.keys()], [...source.files.keys()]);
  for (const [path, { bytes }] of source.files) assert.ok(bytes.equals(loaded.files.get(path)!.bytes), path);
}

/** Bytes that cannot be packed, the same every time. */
function noise(length: number, seed = 0): Buffer {
  const block = createHash('sha512').update(String(seed)).digest();
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += block.length) {
    block.writeUInt32LE(at, 0);
    block.copy(bytes, at);
  }
  return bytes;
}
