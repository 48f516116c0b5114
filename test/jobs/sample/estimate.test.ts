import assert from 'node:assert/strict';
import { estimate, estimateText } from '../../../src/jobs/sample/estimate.ts';
import type { SampledSplit } from '../../../src/jobs/sample/sampled-split.ts';

const MiB = 1024 ** 2;
const split = (readBytes: number | null, fragments = 4, bytes = 4000): SampledSplit => ({
  ...{ ended: false, fragments, bytes, readBytes },
});

describe('the estimate of a trial', () => {
  it('is the number itself where the splitter ended', () => {
    const ended = { ...split(null, 2), ended: true };
    assert.deepEqual(estimate(ended, null, 0.5), { kind: 'counted', fragments: 2, processSeconds: 1 });
    assert.match(
      estimateText(estimate(ended, null, 0.5), ended, null),
      /^that is all: the splitter ended after 2 fragments, 1\.0 s of processing in all$/,
    );
  });

  it('goes by how much of the data was read', () => {
    const made = estimate(split(MiB), 100 * MiB, 2);
    assert.deepEqual(made, { kind: 'estimated', fragments: 400, processSeconds: 800 });
    assert.equal(
      estimateText(made, split(MiB), 100 * MiB),
      'estimate: about 400 fragments, 13 min 20 s of processing in all (the splitter has read 1.0 MiB of 100 MiB for 4)',
    );
    assert.equal(estimate(split(MiB), 100 * MiB, null).processSeconds, null);
  });

  it('is made of little that was read only where that went into the fragments', () => {
    assert.equal(estimate(split(8192, 4, 4096), MiB, 1).kind, 'estimated');
    assert.equal(estimate(split(8192, 4, 4095), MiB, 1).kind, 'unknown');
    assert.equal(estimate(split(MiB, 4, 0), 2 * MiB, 1).kind, 'estimated');
  });

  it('is none where what was read says nothing', () => {
    for (const [read, data] of [
      [null, MiB],
      [MiB, null],
      [0, MiB],
      [8 * MiB, 8 * MiB],
      [9 * MiB, 8 * MiB],
    ] as const) {
      const made = estimate(split(read), data, 1);
      assert.deepEqual(made, { kind: 'unknown', fragments: null, processSeconds: null });
      assert.match(
        estimateText(made, split(read), data),
        /^there is more; how much, these fragments do not tell$/,
      );
    }
  });
});
