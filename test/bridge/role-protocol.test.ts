import assert from 'node:assert/strict';
import { BridgeFault } from '../../src/bridge/bridge-fault.ts';
import { type HarnessMessage, protocolVersion, type Role } from '../../src/bridge/messages.ts';
import { maxBatchBytes, mostAsides, RoleProtocol } from '../../src/bridge/role-protocol.ts';
import { SegmentLedger } from '../../src/bridge/segment-ledger.ts';

const limits = { fragmentBytes: 100, resultBytes: 1000, fragments: 50, totalBytes: 2000 };

function hello(role: Role, token = 't'): HarnessMessage {
  return { type: 'hello', protocol: protocolVersion, role, token, python: '3.13' };
}

function serving(role: Role): RoleProtocol {
  const protocol = new RoleProtocol(role, 't', limits);
  protocol.admit(hello(role));
  protocol.admit({ type: 'ready', entry: 'f' });
  return protocol;
}

function fragments(first: number, sizes: number[]): HarnessMessage {
  const bytes = sizes.reduce((total, size) => total + size, 0);
  return { type: 'fragments', first, sizes: Uint32Array.from(sizes), bytes };
}

function results(first: number, sizes: number[]): HarnessMessage {
  return { ...fragments(first, sizes), type: 'results', seconds: 0 } as HarnessMessage;
}

function failed(
  stage: 'load' | 'split' | 'process' | 'merge' | 'finish',
  fragment: number | null,
): HarnessMessage {
  const nothing = { help: null, limit: null, observed: null, file: null, line: null, traceback: null };
  return { type: 'failed', stage, fragment, code: 'user-error', message: 'm', ...nothing };
}

function refuses(protocol: RoleProtocol, message: HarnessMessage, code = 'protocol'): void {
  assert.throws(
    () => protocol.admit(message),
    (error) => error instanceof BridgeFault && error.code === code,
    JSON.stringify(message),
  );
}

describe('RoleProtocol', () => {
  it('lets a splitter go through its whole life', () => {
    const protocol = serving('splitter');
    protocol.pulled(3, 150);
    assert.equal(protocol.admit(fragments(1, [100, 10])), 110);
    assert.equal(protocol.admit(fragments(3, [100])), 100);
    protocol.admit({ type: 'exhausted', count: 3 });
    protocol.endAsked();
    assert.equal(protocol.over, false);
    protocol.admit({ type: 'bye', count: 3 });
    assert.equal(protocol.over, true);
  });

  it('lets a worker answer what it was sent, in order, in pieces, with failures in between', () => {
    const protocol = serving('worker');
    protocol.sent(5, 3);
    protocol.sent(20, 2);
    assert.equal(protocol.admit(results(5, [7])), 7);
    protocol.admit(failed('process', 6));
    protocol.admit(results(7, [0]));
    protocol.endAsked();
    protocol.admit(results(20, [1, 1]));
    protocol.admit({ type: 'bye', count: 5 });
  });

  it('lets a merger merge, finish and leave', () => {
    const protocol = serving('merger');
    protocol.sent(1, 4);
    protocol.admit({ type: 'merged', first: 1, count: 1 });
    protocol.admit({ type: 'merged', first: 2, count: 3 });
    protocol.finishAsked();
    protocol.admit({ type: 'finished' });
    protocol.endAsked();
    protocol.admit({ type: 'bye', count: 4 });
  });

  it('refuses a stranger: another role or token', () => {
    refuses(new RoleProtocol('worker', 't', limits), hello('merger'));
    refuses(new RoleProtocol('worker', 't', limits), hello('worker', 'u'));
    refuses(new RoleProtocol('worker', 't', limits), { type: 'ready', entry: 'f' });
  });

  it('lays a harness of another version to nobody, and user code that names one to itself', () => {
    const other = { ...hello('worker'), protocol: protocolVersion + 1 } as HarnessMessage;
    refuses(new RoleProtocol('worker', 't', limits), other, 'internal');
    refuses(serving('worker'), other);
  });

  it('refuses what another role may say, and everything said twice or too early', () => {
    refuses(serving('worker'), fragments(1, [1]));
    refuses(serving('splitter'), results(1, [1]));
    refuses(serving('worker'), { type: 'merged', first: 1, count: 1 });
    refuses(serving('splitter'), { type: 'finished' });
    refuses(serving('splitter'), hello('splitter'));
    refuses(serving('splitter'), { type: 'ready', entry: 'f' });
    refuses(serving('splitter'), { type: 'bye', count: 0 });
    const merger = serving('merger');
    refuses(merger, { type: 'finished' });
    merger.sent(1, 1);
    merger.finishAsked();
    refuses(merger, { type: 'finished' });
  });

  it('says who may not say what', () => {
    for (const [role, message] of [
      ['worker', fragments(1, [1])],
      ['merger', fragments(1, [1])],
      ['splitter', results(1, [1])],
      ['merger', results(1, [1])],
      ['splitter', { type: 'merged', first: 1, count: 1 }],
      ['worker', { type: 'merged', first: 1, count: 1 }],
      ['worker', { type: 'exhausted', count: 0 }],
      ['worker', { type: 'finished' }],
    ] as const) {
      const protocol = serving(role);
      protocol.pulled(10, 1000);
      protocol.sent(1, 1);
      assert.throws(() => protocol.admit(message), new RegExp(`a ${role} may not say ${message.type}`));
    }
  });

  it('refuses fragments beyond the credit, out of order, or after the end', () => {
    refuses(serving('splitter'), fragments(1, [1]));
    const protocol = serving('splitter');
    protocol.pulled(2, 50);
    refuses(protocol, fragments(2, [1]));
    refuses(protocol, fragments(1, [1, 1, 1]));
    refuses(protocol, fragments(1, [50, 1]));
    protocol.admit(fragments(1, [60]));
    refuses(protocol, fragments(2, [1]));
    refuses(protocol, { type: 'exhausted', count: 2 });
    protocol.admit({ type: 'exhausted', count: 1 });
    protocol.pulled(1, 100);
    refuses(protocol, fragments(2, [1]));
    refuses(protocol, { type: 'exhausted', count: 1 });
  });

  it('names the limit that a fragment, a result, their number or their sum exceeds; at the limit is fine', () => {
    const splitter = serving('splitter');
    splitter.pulled(100, 10_000);
    assert.equal(splitter.admit(fragments(1, [100])), 100);
    refuses(splitter, fragments(2, [101]), 'fragment-too-large');
    const worker = serving('worker');
    worker.sent(1, 2);
    assert.equal(worker.admit(results(1, [1000])), 1000);
    refuses(worker, results(2, [1001]), 'result-too-large');
    const many = serving('splitter');
    many.pulled(100, 10_000);
    many.admit(fragments(1, new Array(50).fill(1)));
    refuses(many, fragments(51, [1]), 'too-many-fragments');
    const much = serving('splitter');
    much.pulled(100, 10_000);
    much.admit(fragments(1, new Array(20).fill(100)));
    refuses(much, fragments(21, [1]), 'too-much-data');
  });

  it('refuses sizes that do not sum to the bytes declared, and messages far beyond one batch', () => {
    const protocol = serving('worker');
    protocol.sent(1, 8000);
    refuses(protocol, { type: 'results', first: 1, sizes: Uint32Array.of(10), bytes: 11, seconds: 0 });
    const count = Math.ceil(maxBatchBytes / 1000) + 2;
    refuses(protocol, results(1, new Array(count).fill(1000)));
  });

  it('refuses results twice, for unknown fragments, out of order, and beyond one message sent', () => {
    const protocol = serving('worker');
    refuses(protocol, results(1, [1]));
    protocol.sent(1, 2);
    protocol.sent(3, 1);
    refuses(protocol, results(2, [1]));
    refuses(protocol, results(1, [1, 1, 1]));
    protocol.admit(results(1, [1]));
    refuses(protocol, results(1, [1]));
    refuses(protocol, failed('process', 3));
    refuses(protocol, failed('process', null));
    refuses(protocol, { type: 'bye', count: 1 });
  });

  it('lets only a worker go on after a failure, and bye must count right', () => {
    const merger = serving('merger');
    merger.sent(1, 2);
    merger.admit({ type: 'merged', first: 1, count: 1 });
    refuses(merger, failed('merge', 1));
    merger.admit(failed('merge', 2));
    refuses(merger, { type: 'merged', first: 2, count: 1 });
    refuses(merger, { type: 'bye', count: 2 });
    merger.admit({ type: 'bye', count: 1 });
    const loading = new RoleProtocol('splitter', 't', limits);
    loading.admit(hello('splitter'));
    loading.admit(failed('load', null));
    refuses(loading, { type: 'ready', entry: 'f' });
  });

  it('lets a container point only into its own segment, and only to what it may have written', () => {
    const ledger = () => new SegmentLedger({ name: 'own', blockBytes: 1000, blocks: null, checksums: true });
    const protocol = new RoleProtocol('worker', 't', limits, ledger());
    protocol.admit(hello('worker'));
    protocol.admit({ type: 'ready', entry: 'f' });
    protocol.sent(1, 3);
    const placed = (first: number, name: string, offset: number, crc = { crc: 0 }): HarnessMessage => ({
      ...{ type: 'results', first, sizes: Uint32Array.of(100), bytes: 0, seconds: 0 },
      segment: { name, offset, ...crc },
    });
    refuses(protocol, placed(1, 'another', 0));
    refuses(protocol, placed(1, 'own', 0, {} as { crc: number }));
    assert.equal(protocol.admit(placed(1, 'own', 0)), 0);
    refuses(protocol, placed(2, 'own', 0));
    refuses(protocol, placed(2, 'own', 5000));
    const inline = serving('worker');
    inline.sent(1, 1);
    refuses(inline, placed(1, 'own', 0));
  });

  it('takes a failure only of what the role is at', () => {
    const loading = (role: Role) => {
      const protocol = new RoleProtocol(role, 't', limits);
      protocol.admit(hello(role));
      return protocol;
    };
    for (const role of ['splitter', 'worker', 'merger'] as const) {
      for (const stage of ['split', 'process', 'merge', 'finish'] as const)
        refuses(loading(role), failed(stage, null));
      refuses(serving(role), failed('load', null));
    }
    refuses(serving('worker'), failed('split', null));
    refuses(serving('splitter'), failed('merge', 1));
    refuses(serving('merger'), failed('finish', null));
    const twice = serving('splitter');
    twice.admit(failed('split', null));
    refuses(twice, failed('split', null));
  });

  it('hears only so many asides', () => {
    const protocol = serving('worker');
    for (let aside = 0; aside < mostAsides; aside += 1) protocol.admit({ type: 'heartbeat' });
    refuses(protocol, { type: 'log', text: 'one too many' });
  });

  it('hears nothing before hello and nothing after bye', () => {
    const asides: HarnessMessage[] = [
      { type: 'heartbeat' },
      { type: 'log', text: 'x' },
      { type: 'violation', kind: 'network', event: 'e', detail: 'd' },
    ];
    for (const aside of asides) {
      refuses(new RoleProtocol('worker', 't', limits), aside);
      const over = serving('worker');
      over.admit(aside);
      over.endAsked();
      over.admit({ type: 'bye', count: 0 });
      refuses(over, aside);
    }
  });
});
