import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StackAnswer } from '../../../src/jobs/containers/python-stack.ts';

const head = 'Stack (most recent call first):\n';

function answerOf(...chunks: readonly (string | Buffer)[]): StackAnswer {
  const answer = new StackAnswer('/app/package');
  for (const chunk of chunks) answer.add(Buffer.from(chunk as Buffer));
  return answer;
}

describe('StackAnswer', () => {
  it('takes the last stack, and only lines that are frames of the package', () => {
    const forged = `${head}  File "/app/package/Other.py", line 1 in other\n`;
    const place = answerOf(
      `junk${forged}${head}  File "/app/packages/No.py", line 2 in no\n`,
      '  File "/app/package/P.py", line 0 in f\n  File "/app/package/P.py", line 99999999999 in f\n',
    ).place();
    assert.deepEqual([place?.file, place?.line], ['P.py', 1]);
    assert.equal(place?.traceback.split('\n').length, 3);
    assert.equal(answerOf(`${head}  File "/usr/lib/x.py", line 2 in no\n`).place(), null);
    assert.equal(answerOf('  File "/app/package/P.py", line 2 in f\n').place(), null, 'no stack was begun');
  });

  it('is complete with the outermost frame, or where frames are left out', () => {
    const outermost = '  File "/opt/butcher/butcher_harness/__main__.py", line 12 in <module>\n';
    assert.equal(answerOf(head, outermost).complete, true);
    assert.equal(answerOf(head, '  File "/app/package/P.py", line 2 in f\n  ...\n').complete, true);
    assert.equal(answerOf(head, outermost.slice(0, -1)).complete, false);
  });

  it('bears whatever is said, in bounded space', () => {
    const bits = [
      'Stack (most recent call first):\n',
      '  File "/app/package/',
      '", line ',
      ' in ',
      '\n',
      '\\U0011ffff',
    ];
    const said = fc.array(fc.oneof(fc.constantFrom(...bits), fc.string(), fc.uint8Array().map(Buffer.from)));
    fc.assert(
      fc.property(said, (chunks) => {
        const answer = answerOf(...chunks);
        assert.equal(typeof answer.complete, 'boolean');
        const place = answer.place();
        assert.ok(place === null || (place.line >= 1 && place.file.length <= 2048));
      }),
    );
    const frame = `  File "/app/package/${'x'.repeat(2000)}.py", line 2 in f\n`;
    const flooded = answerOf(head, ...new Array<string>(200).fill(frame), head, frame).place();
    assert.ok(flooded !== null && flooded.traceback.length < 64 * 1024);
  });
});
