import assert from 'node:assert/strict';
import { resumeDurable } from './durable-results.ts';

describe('a job with many durable results', function () {
  this.timeout(120_000);

  it('goes on to the same bytes, in bounded memory', async () => {
    const { end, finished, expected, peakBytes } = await resumeDurable(20_000);
    assert.equal(end.exitCode, 0, end.stderr);
    assert.equal(finished, expected);
    assert.ok(peakBytes > 0 && peakBytes < 400 * 1024 * 1024, `${peakBytes} bytes`);
  });
});
