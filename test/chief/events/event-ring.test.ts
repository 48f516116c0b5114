import assert from 'node:assert/strict';
import type { NumberedEvent } from '../../../src/chief/chief.ts';
import { EventRing, type ToldEvent } from '../../../src/chief/events/event-ring.ts';

const never = new AbortController().signal;
const begin = (): readonly ToldEvent[] => [told('state', 'now')];

describe('EventRing', () => {
  it('tells every event once and in order, to readers who come and go', async () => {
    const ring = new EventRing();
    for (const text of ['a', 'b', 'c']) ring.push(told('log', text));
    ring.close();
    const all = await read(ring, null);
    assert.deepEqual(all.map(text), ['a', 'b', 'c']);
    assert.deepEqual((await read(ring, all[0]!.id)).map(text), ['b', 'c']);
    assert.deepEqual(await read(ring, all[2]!.id), []);
  });

  it('begins anew for ids of another ring and for ids that somebody made up', async () => {
    const ring = new EventRing();
    ring.push(told('log', 'a'));
    ring.close();
    const other = new EventRing();
    other.push(told('log', 'x'));
    other.close();
    const [foreign] = await read(other, null);
    const [own] = await read(ring, null);
    const epoch = own!.id.split('.')[0];
    for (const id of [foreign!.id, '', '.', 'x', `${epoch}.`, `${epoch}.-1`, `${epoch}.99`, `${epoch}.1e0`])
      assert.deepEqual((await read(ring, id)).map(text), ['a'], id);
  });

  it('keeps only the latest progress, and a bounded number of events', async () => {
    const ring = new EventRing();
    for (let n = 0; n < 5000; n += 1) ring.push(told('progress', String(n)));
    ring.push(told('log', 'end'));
    const kept = new EventRing();
    for (let n = 0; n < 5000; n += 1) kept.push(told('log', String(n)));
    ring.close();
    kept.close();
    assert.deepEqual((await read(ring, null)).map(text), ['4999', 'end']);
    const events = (await read(kept, null)).map(text);
    assert.equal(events[0], 'now');
    assert.equal(events.length, 1 + 1024);
    assert.deepEqual(events.slice(-2), ['4998', '4999']);
  });

  it('keeps a bounded number of bytes and tells of an event that is too long', async () => {
    const ring = new EventRing();
    for (let n = 0; n < 100; n += 1) ring.push(told('log', 'x'.repeat(100_000)));
    ring.push(told('log', 'x'.repeat(1_000_000)));
    ring.close();
    const events = await read(ring, null);
    assert.ok(events.reduce((sum, { json }) => sum + json.length, 0) <= 1024 * 1024);
    assert.match(events.at(-1)!.json, /too long/);
  });

  it('tells a slow reader that it missed something, and then what is kept', async () => {
    const ring = new EventRing();
    ring.push(told('log', 'first'));
    const reader = ring.read(null, begin, never);
    assert.equal(text((await reader.next()).value as NumberedEvent), 'first');
    for (let n = 0; n < 3000; n += 1) ring.push(told('log', String(n)));
    ring.close();
    const events: NumberedEvent[] = [];
    for await (const event of reader) events.push(event);
    assert.equal(events[0]!.type, 'warning');
    assert.equal(events.length, 1 + 1024);
    assert.equal(text(events.at(-1)!), '2999');
  });

  it('wakes waiting readers for an event, for the end and for their own signal', async () => {
    const ring = new EventRing();
    const controller = new AbortController();
    const [one, two] = [ring.read(null, begin, never), ring.read(null, begin, controller.signal)];
    const [first, second] = [one.next(), two.next()];
    controller.abort();
    assert.equal((await second).done, true);
    ring.push(told('log', 'a'));
    assert.equal(text((await first).value as NumberedEvent), 'a');
    const last = one.next();
    ring.close();
    assert.equal((await last).done, true);
  });
});

function told(type: string, value: string): ToldEvent {
  return { type, json: JSON.stringify({ type, text: value }) };
}

function text({ json }: NumberedEvent): string {
  return (JSON.parse(json) as { text: string }).text;
}

async function read(ring: EventRing, after: string | null): Promise<NumberedEvent[]> {
  const events: NumberedEvent[] = [];
  for await (const event of ring.read(after, begin, never)) events.push(event);
  return events;
}
