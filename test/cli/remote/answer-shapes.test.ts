import assert from 'node:assert/strict';
import { AnswerShapes } from '../../../src/cli/remote/client/answer-shapes.ts';

describe('what a chief may tell of a job', () => {
  it('holds the retry of a splitter or merger, which names no fragments', () => {
    const retry = { type: 'retry', attempt: 2, code: 'crashed', reason: 'the merger died of SIGKILL' };
    const shapes = new AnswerShapes();
    for (const fragments of [[], [3]]) assert.ok(shapes.matches('event', { ...retry, fragments }));
    assert.ok(!shapes.matches('event', { ...retry, fragments: [-1] }));
  });
});
