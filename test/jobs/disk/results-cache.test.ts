import assert from 'node:assert/strict';
import { mkdtemp, open, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DamagedRecordError, ResultsCache } from '../../../src/jobs/disk/results-cache.ts';

describe('ResultsCache', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-cache-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives back every batch that was put in, empty results too', async () => {
    const batches = fc.array(fc.array(fc.uint8Array({ maxLength: 30 }), { minLength: 1, maxLength: 8 }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const cache = await ResultsCache.open(folder);
        let first = 1;
        const put = all.map((results) => {
          const batch = {
            first,
            sizes: Uint32Array.from(results, ({ length }) => length),
            payload: Buffer.concat(results),
          };
          first += results.length;
          return { batch, ...cache.append(batch) };
        });
        for (const { batch, cached } of put.toReversed()) {
          const { sizes, payload } = await cache.read([cached]);
          assert.deepEqual(sizes, batch.sizes);
          assert.ok(payload.equals(batch.payload));
        }
        await Promise.all(put.map(({ written }) => written));
        await cache.close();
      }),
      { numRuns: 40 },
    );
  });

  it('never serves a damaged or missing record', async () => {
    const cache = await ResultsCache.open(folder);
    const one = cache.append({ first: 1, sizes: Uint32Array.of(3), payload: Buffer.from('one') });
    const two = cache.append({ first: 2, sizes: Uint32Array.of(3), payload: Buffer.from('two') });
    await two.written;
    const path = join(folder, 'results.cache');
    const handle = await open(path, 'r+');
    await handle.write(Buffer.from('0'), 0, 1, 4);
    await handle.close();
    await truncate(path, two.cached.offset + 5);
    await assert.rejects(cache.read([one.cached]), DamagedRecordError);
    await assert.rejects(cache.read([two.cached]), DamagedRecordError);
    await cache.close();
  });
});
