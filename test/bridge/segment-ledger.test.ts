import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BridgeFault } from '../../src/bridge/bridge-fault.ts';
import { SegmentLedger } from '../../src/bridge/segment-ledger.ts';

const blockBytes = 100;

describe('SegmentLedger', () => {
  it('lets an honest writer use every block again, and no two live ranges overlap', () => {
    const step = fc.record({ size: fc.integer({ min: 1, max: blockBytes }), keep: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 4 }), (steps, blocks) => {
        const ledger = new SegmentLedger({ name: 's', blockBytes, blocks, checksums: false });
        const free = Array.from({ length: blocks }, (_, block) => block);
        const live: { offset: number; size: number }[] = [];
        let at = 0;
        let end = 0;
        for (const { size, keep } of steps) {
          if (at + size > end) {
            const block = free.shift();
            if (block !== undefined) {
              at = block * blockBytes;
              end = at + blockBytes;
            }
          }
          if (at + size <= end) {
            for (const other of live) assert.ok(at >= other.offset + other.size || other.offset >= at + size);
            ledger.admit(at, size);
            live.push({ offset: at, size });
            at += size;
          }
          while (live.length > keep) {
            const { offset, size: bytes } = live.shift()!;
            ledger.release(offset, bytes);
          }
          free.push(...ledger.takeRecycled());
        }
        for (const { offset, size } of live) ledger.release(offset, size);
        free.push(...ledger.takeRecycled());
        assert.ok(free.length >= blocks - 1, 'only the block being filled may stay in use');
      }),
    );
  });

  it('refuses what an honest writer cannot have written', () => {
    const ledger = new SegmentLedger({ name: 's', blockBytes, blocks: 2, checksums: false });
    ledger.admit(0, 60);
    for (const [offset, length] of [
      [0, 10],
      [59, 1],
      [60, 41],
      [150, 51],
      [200, 1],
      [1e15, 1],
    ] as const) {
      assert.throws(() => ledger.admit(offset, length), BridgeFault, `${offset}+${length}`);
    }
    ledger.admit(60, 40);
    ledger.admit(100, 1);
    assert.throws(() => ledger.admit(0, 1), BridgeFault);
    ledger.release(0, 60);
    assert.deepEqual(ledger.takeRecycled(), []);
    ledger.release(60, 40);
    assert.throws(() => ledger.admit(0, 1), BridgeFault, 'it was not told yet that the block is free');
    assert.deepEqual(ledger.takeRecycled(), [0]);
    ledger.admit(0, 1);
  });

  it('lets a growing segment only grow', () => {
    const ledger = new SegmentLedger({ name: 's', blockBytes, blocks: null, checksums: false });
    ledger.admit(0, 1000);
    ledger.admit(1000, 1);
    assert.throws(() => ledger.admit(1000, 1), BridgeFault);
    assert.throws(() => ledger.admit(1002, 1), BridgeFault);
    ledger.release(0, 1000);
    assert.deepEqual(ledger.takeRecycled(), []);
    assert.equal(ledger.size, 1001);
  });
});
