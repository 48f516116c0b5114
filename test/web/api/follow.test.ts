import assert from 'node:assert/strict';
import { follow } from '../../../web/src/api/follow.ts';
import { away, Problem } from '../../../web/src/api/problem.ts';
import { readServerEvents } from '../../../web/src/api/server-events.ts';

const encoder = new TextEncoder();

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

describe('server-sent events', () => {
  it('are read however they are cut', async () => {
    const text =
      'retry: 2000\n\n: note\n\nid: a.1\nevent: log\ndata: {"text":"é"}\n\n' +
      'event: x\r\ndata: 1\r\ndata: 2\r\n\r\nid: lost';
    for (let size = 1; size < 20; size += 1) {
      const events = [];
      for await (const event of readServerEvents(inPieces(text, size))) events.push(event);
      assert.deepEqual(events, [
        { id: 'a.1', type: 'log', data: '{"text":"é"}' },
        { id: 'a.1', type: 'x', data: '1\n2' },
      ]);
    }
  });
});

describe('a stream that is followed', () => {
  /** Answers with each of the texts in turn, or throws it. */
  function following(answers: readonly (string | Problem)[]) {
    const asked: (string | null)[] = [];
    const waited: number[] = [];
    const troubles: (string | null)[] = [];
    const stop = new AbortController();
    const events = follow({
      open: async (after) => {
        asked.push(after);
        const answer = answers[asked.length - 1];
        if (answer instanceof Problem) throw answer;
        return new Response(answer ?? '');
      },
      signal: stop.signal,
      onTrouble: (problem) => troubles.push(problem?.code ?? null),
      wait: async (ms) => {
        waited.push(ms);
        if (asked.length >= answers.length) stop.abort();
      },
    });
    return { events, asked, waited, troubles };
  }

  it('goes on after the last event that came, when it broke or ended', async () => {
    const { events, asked, troubles } = following(['id: 1\ndata: a\n\n', away(), 'id: 2\ndata: b\n\n']);
    const data = [];
    for await (const event of events) data.push(event.data);
    assert.deepEqual(data, ['a', 'b']);
    assert.deepEqual(asked, [null, '1', '1']);
    assert.deepEqual(troubles, [null, 'away', null]);
  });

  it('waits longer and longer, or as long as it was told', async () => {
    const busy = new Problem({ code: 'busy', detail: '', help: '', status: 503, waitSeconds: 5 });
    const { events, waited } = following([away(), away(), away(), away(), away(), away(), busy]);
    for await (const _ of events) assert.fail();
    assert.deepEqual(waited, [500, 1000, 2000, 4000, 8000, 8000, 5000]);
  });

  it('ends with what no waiting helps against', async () => {
    const gone = new Problem({ code: 'not-found', detail: 'There is no such job.', help: '', status: 404 });
    const { events, waited } = following([gone]);
    await assert.rejects(async () => {
      for await (const _ of events) assert.fail();
    }, gone);
    assert.deepEqual(waited, []);
  });
});
