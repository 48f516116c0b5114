import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { defaultLimits } from '../../../src/model/limits.ts';
import { isTarHeader } from '../../../src/package/archives/archive-kind.ts';
import { loadPackage } from '../../../src/package/load-package.ts';
import { memberPath } from '../../../src/package/member-path.ts';
import { tarOf, writeTarChecksum } from './tar-of.ts';
import { zipOf } from './zip-of.ts';

const MiB = 1024 * 1024;
const limits = { ...defaultLimits, packageBytes: MiB, packageFiles: 50, packageDepth: 8 };

const members = [
  { name: 'top/Split.py', content: Buffer.from('def splitter(path):\n    yield b"x"\n') },
  { name: 'top/Merge.py', content: Buffer.from('def merger(fragment, job_name): pass\n') },
  { name: 'top/butcher.json', content: Buffer.from('{"name": "fuzzed", "limits": {"memory": "64MiB"}}') },
  { name: 'top/data/zeros.bin', content: Buffer.alloc(3000) },
  { name: `top/${'long/'.repeat(3)}${'n'.repeat(120)}.txt`, content: Buffer.from('x'.repeat(600)) },
  { name: 'top/é.txt', pax: { path: 'top/é.txt', mtime: '1.5' }, content: Buffer.from('é') },
];
const tar = tarOf(members);
const zip = zipOf(members);
const descriptors = zipOf(
  members.map((member) => ({
    ...member,
    both: { flags: 0x808 },
    local: { crc: 0, bytes: 0, packedBytes: 0 },
  })),
);

/** One wound. Places are fractions of the length, so that they can be found in what shrinks. */
const wound = fc.oneof(
  fc.record({
    kind: fc.constant('flip' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bit: fc.nat(7),
  }),
  fc.record({
    kind: fc.constant('set' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    value: fc.constantFrom(
      '00000000',
      'ffffffff',
      '01000000',
      'ffffff7f',
      'ffff',
      '80000000000000000000ffff',
      '2e2e2f',
    ),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    kind: fc.constant('remove' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(600),
  }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(1100),
  }),
  /** In a tar: a byte of a header, whose checksum is then made right. */
  fc.record({
    kind: fc.constant('header' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    offset: fc.nat(344),
    byte: fc.nat(255),
  }),
);
type Wound = typeof wound extends fc.Arbitrary<infer W> ? W : never;

function wounded(bytes: Buffer, { at, ...rest }: Wound): Buffer {
  const place = Math.min(Math.floor(at * bytes.length), Math.max(bytes.length - 1, 0));
  const copy = Buffer.from(bytes);
  if (copy.length === 0) return copy;
  switch (rest.kind) {
    case 'flip':
      copy[place]! ^= 1 << rest.bit;
      return copy;
    case 'set':
      Buffer.from(rest.bytes).copy(copy, place);
      return copy;
    case 'number':
      Buffer.from(rest.value, 'hex').copy(copy, place);
      return copy;
    case 'cut':
      return copy.subarray(0, place);
    case 'remove':
      return Buffer.concat([copy.subarray(0, place), copy.subarray(place + rest.length)]);
    case 'repeat':
      return Buffer.concat([copy.subarray(0, place + rest.length), copy.subarray(place)]);
    case 'header': {
      const header = copy.subarray(place - (place % 512), place - (place % 512) + 512);
      if (!isTarHeader(header) || header.every((byte) => byte === 0)) return copy;
      header[rest.offset] = rest.byte;
      writeTarChecksum(header);
      return copy;
    }
  }
}

const archive = fc
  .tuple(
    fc.constantFrom(
      { bytes: tar, form: 'tar' },
      { bytes: tar, form: 'tgz' },
      { bytes: tar, form: 'gz' },
      { bytes: zip, form: 'zip' },
      { bytes: descriptors, form: 'zip' },
    ),
    fc.array(wound, { minLength: 1, maxLength: 4 }),
  )
  .map(([{ bytes, form }, wounds]) => {
    const mutate = (whole: Buffer) => wounds.reduce(wounded, whole);
    // tgz: wounds in the tar; gz: wounds in the compressed data.
    if (form === 'tgz') return gzipSync(mutate(bytes));
    return mutate(form === 'gz' ? gzipSync(bytes) : bytes);
  });

/**
 * Loads `runs` mutated archives below `folder`, which must be empty. Every one must end as a package within its
 * limits or as findings that are safe to print, with nothing written and no descriptor left open.
 */
export async function fuzzArchives(
  folder: string,
  runs: number,
  seed: number,
): Promise<{ readonly loaded: number }> {
  const cage = join(folder, 'outer', 'inner');
  mkdirSync(cage, { recursive: true });
  const path = join(cage, 'mutant');
  let loaded = 0;
  // Modules are loaded with the first archive, and what loads them has files open meanwhile.
  writeFileSync(path, tar);
  await loadPackage(path, limits);
  await fc.assert(
    fc.asyncProperty(archive, async (bytes) => {
      writeFileSync(path, bytes);
      const open = openDescriptors();
      const outcome = await loadPackage(path, limits);
      const left = openDescriptors() - open;
      assert.ok(left <= 0, `${left} descriptors are left open`);
      assert.deepEqual(
        [readdirSync(folder), readdirSync(join(folder, 'outer')), readdirSync(cage)],
        [['outer'], ['inner'], ['mutant']],
      );
      assert.ok(outcome.kind === 'loaded');
      const { source, findings } = outcome;
      assert.ok(source !== null || findings.length > 0);
      for (const finding of findings)
        assert.doesNotMatch(
          finding.file + finding.message + finding.help,
          /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u,
        );
      if (source === null) return;
      loaded += 1;
      let total = 0;
      for (const file of source.files.values()) {
        assert.deepEqual(memberPath(file.path), { path: file.path });
        assert.ok(file.path.split('/').length - 1 <= limits.packageDepth);
        total += file.bytes.length;
      }
      assert.ok(total <= limits.packageBytes && source.files.size <= limits.packageFiles);
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  rmSync(join(folder, 'outer'), { recursive: true });
  return { loaded };
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
