import assert from 'node:assert/strict';
import { SpaceWatch } from '../../../src/chief/space/space-watch.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

const disk = { freeBytes: 300, totalBytes: 1000, freeInodes: 0, totalInodes: 0 };

describe('the watch over the space of a disk', () => {
  let freeBytes: number;
  let watch: SpaceWatch;
  beforeEach(() => {
    freeBytes = 300;
    watch = new SpaceWatch({
      home: '/no/such/home',
      clock: new FakeClock(),
      log: { info() {}, warn() {}, error() {} },
      reserveBytes: 100,
      writers: () => [],
      waiting: () => [],
      end: async () => {},
      free: async () => false,
      measure: () => ({ ...disk, freeBytes }),
    });
    watch.look();
  });

  it('lets in what leaves a quarter more than the reserve, also of what is not written yet', () => {
    assert.deepEqual(
      [watch.letIn(176), watch.letIn(100), watch.letIn(76), watch.letIn(75)],
      [false, true, false, true],
    );
    assert.equal(watch.letIn(1), false);
    // By now all of it is written.
    freeBytes = 126;
    watch.look();
    assert.deepEqual([watch.letIn(1), watch.letIn(1)], [true, false]);
  });

  it('lets in by what is free now, not by what was when it last looked', () => {
    freeBytes = 125;
    assert.equal(watch.letIn(1), false);
    freeBytes = 126;
    assert.equal(watch.letIn(1), true);
  });

  it('says of uploads that none are taken while jobs go on', () => {
    assert.equal(watch.shortageOfUploads, null);
    freeBytes = 110;
    watch.look();
    assert.equal(watch.shortage, null);
    assert.equal(
      watch.shortageOfUploads,
      '110 bytes of the disk of this chief are free; uploads leave 125 bytes',
    );
    freeBytes = 99;
    watch.look();
    assert.equal(watch.shortageOfUploads, watch.shortage);
    assert.equal(watch.letIn(0), false);
  });
});
