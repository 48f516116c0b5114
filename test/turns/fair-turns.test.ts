import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Asker, FairTurns } from '../../src/turns/fair-turns.ts';

const asker = (...by: [string, ...string[]]): Asker => ({ by });

describe('FairTurns', () => {
  const accounts = ['a', 'b', 'c', 'd'];
  const acts = fc.array(
    fc.record({ account: fc.constantFrom(...accounts), act: fc.constantFrom('ask', 'ask', 'leave') }),
    { maxLength: 120 },
  );

  it('keeps whoever has no turn waiting for at most one turn of every other account', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), acts, (atOnce, played) => {
        const turns = new FairTurns<Asker>({ atOnce });
        const underway: Asker[] = [];
        const waiting: Asker[] = [];
        /** Turns that others got since an account without any asked, or was served. */
        const passed = new Map<string, Map<string, number>>();
        const has = (list: readonly Asker[], account: string) => list.some(({ by }) => by[0] === account);
        const give = () => {
          for (let next = turns.next(); next !== null; next = turns.next()) {
            const [served] = next.by;
            assert.equal(
              waiting.find(({ by }) => by[0] === served),
              next,
              'the first to ask is the first to go',
            );
            waiting.splice(waiting.indexOf(next), 1);
            underway.push(next);
            passed.delete(served);
            for (const [account, by] of passed) {
              if (has(underway, account)) continue;
              by.set(served, (by.get(served) ?? 0) + 1);
              assert.ok(by.get(served)! <= 1, `${account} waited for ${by.get(served)} turns of ${served}`);
            }
          }
          for (const account of accounts)
            if (has(waiting, account) && !has(underway, account) && !passed.has(account))
              passed.set(account, new Map());
          assert.ok(underway.length === atOnce || waiting.length === 0, 'a turn is not used');
          assert.ok(underway.length <= atOnce);
          assert.deepEqual([...turns.waiting], waiting);
        };
        for (const { account, act } of played) {
          if (act === 'ask') {
            const who = asker(account);
            turns.ask(who);
            waiting.push(who);
            if (!has(underway, account) && !passed.has(account)) passed.set(account, new Map());
          } else if (underway.length > 0) turns.leave(underway.shift()!);
          give();
        }
        for (const who of [...waiting, ...underway]) turns.leave(who);
        assert.ok(turns.idle, 'something is remembered of those who are gone');
      }),
    );
  });

  it('is fair by account before it is fair by job', () => {
    const turns = new FairTurns<Asker>({ atOnce: 3 });
    const greedy = ['j1', 'j2', 'j3', 'j4', 'j5'].map((job) => asker('greedy', job));
    for (const who of greedy) turns.ask(who);
    const first = [turns.next(), turns.next(), turns.next()];
    assert.deepEqual(first, greedy.slice(0, 3));
    const honest = [asker('honest', 'k1'), asker('honest', 'k1')];
    for (const who of honest) turns.ask(who);
    turns.leave(first[0]!);
    assert.equal(turns.next(), honest[0]);
    turns.leave(first[1]!);
    assert.equal(turns.next(), greedy[3], 'with one under way each it is the turn of who was served before');
    turns.leave(first[2]!);
    assert.equal(turns.next(), honest[1]);
  });

  it('lets nobody pass by leaving and coming anew', () => {
    const turns = new FairTurns<Asker>({ atOnce: 1 });
    const waiting = [asker('waits'), asker('waits')];
    for (const who of waiting) turns.ask(who);
    assert.equal(turns.next(), waiting[0]);
    const [first, second] = [asker('a'), asker('b')];
    turns.ask(first);
    turns.leave(waiting[0]!);
    assert.equal(turns.next(), waiting[1], 'who came later than it was served goes later');
    turns.leave(waiting[1]!);
    const more = asker('waits');
    turns.ask(more);
    assert.equal(turns.next(), first);
    turns.ask(second);
    turns.leave(first);
    turns.ask(asker('a'));
    assert.equal(turns.next(), more);
  });

  it('gives no account more than it may have', () => {
    const turns = new FairTurns<Asker>({ atOnce: 4, perAccount: 2 });
    const all = ['a', 'a', 'a', 'b'].map((account) => asker(account));
    for (const who of all) turns.ask(who);
    assert.deepEqual(
      [turns.next(), turns.next(), turns.next(), turns.next()],
      [all[0], all[3], all[1], null],
    );
    turns.leave(all[0]!);
    assert.equal(turns.next(), all[2]);
  });

  it('forgets who leaves while waiting, and minds nobody who leaves twice', () => {
    const turns = new FairTurns<Asker>({ atOnce: 1 });
    const [one, two] = [asker('a'), asker('a')];
    turns.ask(one);
    turns.ask(two);
    turns.leave(one);
    turns.leave(one);
    assert.equal(turns.next(), two);
    turns.leave(two);
    turns.leave(two);
    assert.ok(turns.idle);
    assert.equal(turns.next(), null);
  });
});
