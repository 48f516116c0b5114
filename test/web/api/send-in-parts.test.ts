import assert from 'node:assert/strict';
import { away, Problem } from '../../../web/src/api/problem.ts';
import { isUnfinished, type Sent, sendInParts } from '../../../web/src/api/send-in-parts.ts';

type Step = { readonly arrives: number; readonly answer: Problem | 'done' };

const refusal = (status: number, code: string, waitSeconds: number | null = null) =>
  new Problem({ code, detail: 'No.', help: 'Ask.', status, waitSeconds });

/** A chief that takes so many bytes of each part, and then answers as the test says. */
function chiefThat(steps: readonly Step[], had: readonly object[] = []) {
  const asked: string[] = [];
  const left = [...steps];
  const upload = { id: 'u', kind: 'dataset', name: 'd', folder: false, bytes: 10, fingerprint: 'f' };
  let offset = 0;
  const client = {
    ask: async (method: string, path: string) => {
      asked.push(`${method} ${path.replace('/api/v1', '')}`);
      if (method === 'get' && path.endsWith('uploads')) return { items: had };
      return { upload: { ...upload, offset, complete: false } };
    },
    upload: async (method: string, _path: string, { body, headers }: never, onSent: (n: number) => void) => {
      const from = Number(headers['upload-offset']);
      asked.push(`${method} ${from}+${(body as Blob).size} ${headers['upload-complete']}`);
      assert.equal(from, offset, 'it sends what is missing');
      const { arrives, answer } = left.shift()!;
      onSent(arrives);
      offset += arrives;
      if (answer !== 'done') throw answer;
      return { dataset: { id: 'made' } };
    },
  };
  return { client: client as never, asked, upload, set: (at: number) => (offset = at) };
}

const wanted = { kind: 'dataset', name: 'd', folder: false, fingerprint: 'f' } as const;
const body = new Blob(['0123456789']);

describe('sending in parts from the page', () => {
  const send = async (client: never, signal = new AbortController().signal) => {
    const waits: number[] = [];
    const told: Sent[] = [];
    const sending = {
      signal,
      onSent: (sent: Sent) => told.push(sent),
      wait: async (ms: number) => void waits.push(ms),
    };
    const finished = await sendInParts(client, { ...wanted, body }, sending).catch((error: unknown) => error);
    return { finished, waits, told };
  };

  it('is one request more than sending at once, where nothing breaks', async () => {
    const { client, asked } = chiefThat([{ arrives: 10, answer: 'done' }]);
    const { finished, told } = await send(client);
    assert.deepEqual(finished, { dataset: { id: 'made' } });
    assert.deepEqual(asked, ['get /uploads', 'post /uploads', 'patch 0+10 ?1']);
    assert.deepEqual(told.at(-1), { bytes: 10, of: 10, trouble: null });
  });

  it('goes on with what has not arrived, after as long as it was told or longer each time', async () => {
    const slow = refusal(429, 'too-many-requests', 7);
    const { client, asked } = chiefThat([
      { arrives: 4, answer: away() },
      { arrives: 0, answer: away() },
      { arrives: 3, answer: slow },
      { arrives: 3, answer: 'done' },
    ]);
    const { finished, waits, told } = await send(client);
    assert.deepEqual(finished, { dataset: { id: 'made' } });
    assert.deepEqual(waits, [1000, 1000, 7000]);
    assert(asked.includes('patch 4+6 ?1') && asked.includes('patch 7+3 ?1'));
    assert(
      told.some(({ bytes, trouble }) => bytes === 4 && trouble === slow),
      'and says why it waits',
    );
  });

  it('takes an upload up that an earlier page has begun, and no other', async () => {
    const other = { ...chiefThat([]).upload, id: 'x', offset: 3, complete: false };
    const own = chiefThat(
      [{ arrives: 7, answer: 'done' }],
      [
        { ...other, fingerprint: 'g' },
        { ...other, bytes: 11 },
        { ...other, complete: true },
        { ...other, id: 'u' },
      ],
    );
    own.set(3);
    await send(own.client);
    assert.deepEqual(own.asked, ['get /uploads', 'get /uploads/{id}', 'patch 3+7 ?1']);
    assert(isUnfinished({ ...other } as never, wanted));
    assert(!isUnfinished({ ...other, name: 'e' } as never, wanted));
  });

  it('ends with a refusal that no waiting helps against, and after so many attempts for nothing', async () => {
    const over = refusal(413, 'over-quota');
    assert.equal((await send(chiefThat([{ arrives: 4, answer: over }]).client)).finished, over);
    const dead = chiefThat(Array.from({ length: 100 }, () => ({ arrives: 0, answer: away() })));
    const { finished, waits } = await send(dead.client);
    assert.equal((finished as Problem).code, 'away');
    assert.equal(waits.length, 39);
    assert.equal(Math.max(...waits), 8000);
  });

  it('stops at a word, and says when the file cannot be read any more', async () => {
    const stop = new AbortController();
    const { client, asked } = chiefThat([{ arrives: 4, answer: away() }]);
    stop.abort(new Error('stopped'));
    assert.match(String((await send(client, stop.signal)).finished), /stopped/);
    assert.deepEqual(asked.filter((line) => line.startsWith('patch')).length, 1);
    const unreadable = {
      size: 10,
      slice: () => ({ slice: () => ({ arrayBuffer: () => Promise.reject(new Error()) }) }),
    };
    const sending = { signal: new AbortController().signal, onSent: () => {} };
    const gone = sendInParts(chiefThat([]).client, { ...wanted, body: unreadable as never }, sending);
    await assert.rejects(gone, /changed, moved or removed since it was dropped/);
  });
});
