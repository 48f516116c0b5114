import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Journal, type JournalRecord, readJournal } from '../../../src/jobs/disk/journal.ts';

const record: fc.Arbitrary<JournalRecord> = fc.oneof<fc.Arbitrary<JournalRecord>[]>(
  fc.record({ type: fc.constant('exhausted' as const), count: fc.nat() }, { noNullPrototype: true }),
  fc.record(
    { type: fc.constant('yielded' as const), count: fc.nat(), bytes: fc.nat(), digest: fc.string() },
    { noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('skipped' as const), fragment: fc.nat(), code: fc.string() },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      type: fc.constant('results' as const),
      first: fc.nat(),
      count: fc.nat(),
      offset: fc.nat(),
      length: fc.nat(),
      crc: fc.nat(),
    },
    { noNullPrototype: true },
  ),
);

describe('Journal', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-journal-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(records: readonly JournalRecord[], keepBytes = 0): Promise<void> {
    const journal = await Journal.open(folder, keepBytes);
    await Promise.all([...records.map((each) => journal.append(() => each)), journal.sync()]);
    await journal.close();
  }

  it('gives back what was appended, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 40 }), async (records) => {
        await write(records);
        assert.deepEqual((await readJournal(folder)).records, records);
      }),
      { numRuns: 30 },
    );
  });

  it('ends at the first torn or damaged record, never with a record that was not written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (records, where, change, cut) => {
          await write(records);
          const path = join(folder, 'journal');
          const bytes = await readFile(path);
          const place = Math.min(bytes.length - 1, Math.floor(where * bytes.length));
          if (!cut) bytes[place]! ^= change;
          await writeFile(path, cut ? bytes.subarray(0, place) : bytes);
          const { records: read, validBytes } = await readJournal(folder);
          assert.ok(read.length < records.length || place === bytes.length);
          assert.deepEqual(read, records.slice(0, read.length));
          await write([{ type: 'exhausted', count: 1 }], validBytes);
          assert.deepEqual((await readJournal(folder)).records, [...read, { type: 'exhausted', count: 1 }]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ends before the damage wherever it is cut, and whichever of its bits flips', async () => {
    const records: JournalRecord[] = [
      { type: 'yielded', count: 3, bytes: 12, digest: 'd' },
      { type: 'results', first: 1, count: 3, offset: 0, length: 24, crc: 7 },
      { type: 'exhausted', count: 3 },
    ];
    await write(records);
    const path = join(folder, 'journal');
    const bytes = await readFile(path);
    const ends = [...bytes.keys()].filter((place) => bytes[place] === 0x0a);
    for (let place = 0; place < bytes.length; place += 1) {
      const whole = records.slice(0, ends.filter((end) => end < place).length);
      const torn = [bytes.subarray(0, place)];
      const flipped = Array.from({ length: 8 }, (_, bit) => {
        const copy = Buffer.from(bytes);
        copy[place]! ^= 1 << bit;
        return copy;
      });
      for (const damaged of [...torn, ...flipped]) {
        await writeFile(path, damaged);
        assert.deepEqual((await readJournal(folder)).records, whole);
      }
    }
  });

  it('is empty where there is none', async () => {
    assert.deepEqual(await readJournal(folder), { records: [], validBytes: 0 });
  });

  it('rejects a record that cannot be made with its error, and goes on', async () => {
    const journal = await Journal.open(folder, 0);
    const ours = new TypeError('a fault of our own');
    const unmade = journal.append(() => {
      throw ours;
    });
    const failed = assert.rejects(unmade, ours);
    await journal.flush();
    await failed;
    await Promise.all([journal.append(() => ({ type: 'exhausted', count: 2 })), journal.flush()]);
    await journal.close();
    assert.deepEqual((await readJournal(folder)).records, [{ type: 'exhausted', count: 2 }]);
  });
});
