import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ConnectionLedger } from '../../../src/http/server/connection-ledger.ts';

interface Link {
  readonly peer: string;
  readonly number: number;
  holds: number;
}

const peer = (name: string) => ({ name, trusted: name === 'proxy' });

describe('ConnectionLedger', () => {
  it('keeps to its bounds, and lets nothing go that an account asked for', () => {
    const act = fc.record({
      peer: fc.constantFrom('a', 'b', 'c', 'proxy'),
      does: fc.constantFrom('open', 'open', 'open', 'hold', 'free', 'heard', 'close'),
      which: fc.nat(50),
    });
    const bounds = fc.record({
      inAll: fc.integer({ min: 1, max: 10 }),
      perPeer: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(bounds, fc.array(act, { maxLength: 150 }), ({ inAll, perPeer }, acts) => {
        const ledger = new ConnectionLedger<Link>({ inAll, perPeer });
        const open: Link[] = [];
        const close = (link: Link) => {
          ledger.closed(link);
          open.splice(open.indexOf(link), 1);
        };
        for (const [number, { peer: name, does, which }] of acts.entries()) {
          const link = open[which % Math.max(1, open.length)];
          if (does === 'open') {
            const added: Link = { peer: name, number, holds: 0 };
            const excess = ledger.open(added, peer(name));
            open.push(added);
            if (excess !== null) {
              assert.equal(excess.holds, 0);
              if (excess === added)
                assert.ok(
                  open.every((other) => other === added || other.holds > 0 || other.peer !== name),
                  'a new one goes only where none that is spare could go for it',
                );
              close(excess);
            }
          } else if (link === undefined) continue;
          else if (does === 'close') close(link);
          else if (does === 'heard') ledger.heard(link);
          else if (does === 'hold') {
            ledger.hold(link);
            link.holds += 1;
          } else if (link.holds > 0) {
            ledger.free(link);
            link.holds -= 1;
          }
          assert.equal(ledger.size, open.length);
          assert.ok(open.length <= inAll, `${open.length} of ${inAll}`);
          for (const one of ['a', 'b', 'c'])
            assert.ok(open.filter((other) => other.peer === one).length <= perPeer);
        }
      }),
    );
  });

  const links = (name: string, count: number) =>
    Array.from({ length: count }, (_, number): Link => ({ peer: name, number, holds: 0 }));

  it('lets the one go that was silent longest', () => {
    const ledger = new ConnectionLedger<Link>({ inAll: 3, perPeer: 3 });
    const [one, two, three, four, five] = links('a', 5) as [Link, Link, Link, Link, Link];
    for (const link of [one, two, three]) assert.equal(ledger.open(link, peer('a')), null);
    ledger.heard(one);
    assert.equal(ledger.open(four, peer('a')), two);
    ledger.closed(two);
    ledger.hold(three);
    ledger.hold(three);
    ledger.free(three);
    assert.equal(ledger.open(five, peer('a')), one, 'one of two requests on it is still answered');
  });

  it('takes from the peer that has most, and from a trusted server last', () => {
    const ledger = new ConnectionLedger<Link>({ inAll: 7, perPeer: 7 });
    const [greedy, honest] = [links('a', 2), links('b', 1)];
    for (const link of links('proxy', 4)) ledger.open(link, peer('proxy'));
    for (const link of [...honest, ...greedy]) ledger.open(link, peer(link.peer));
    assert.equal(ledger.open({ peer: 'c', number: 0, holds: 0 }, peer('c')), greedy[0]);
  });
});
