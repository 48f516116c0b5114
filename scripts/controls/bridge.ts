import { type Control, controlsOf, everywhere } from './control.ts';

const protocol = ['test/bridge/role-protocol.test.ts', 'test/bridge/hostile-frames.test.ts'];
const frames = [
  'test/bridge/frame-decoder.test.ts',
  'test/bridge/frame-fixtures.test.ts',
  'test/bridge/hostile-frames.test.ts',
];

/** What a container may say, and when. */
export const bridgeControls: readonly Control[] = [
  ...controlsOf(
    'src/bridge/sizes.ts',
    ['test/bridge/sizes.test.ts'],
    ['no more equal sizes than a batch has', ' || count > maxBatch', ''],
    ['equal sizes below 4 GiB', 'size >= 2 ** 32 || ', ''],
  ),
  ...controlsOf(
    'src/bridge/role-protocol.ts',
    protocol,
    ['only the due role and token', 'message.role === this.#role && message.token === this.#token', 'true'],
    ['only the token that was given', ' && message.token === this.#token', ''],
    ['hello once', "this.#expect(message.type, this.#phase === 'hello');", ''],
    ['only the known version', 'message.protocol !== protocolVersion', 'false'],
    [
      'ready once, after loading',
      "this.#expect(message.type, this.#phase === 'loading' && !this.#failed);",
      '',
    ],
    [
      'fragments of splitters alone',
      "case 'fragments':\n        this.#expect(\n          message.type,\n          this.#role === 'splitter' && ",
      "case 'fragments':\n        this.#expect(\n          message.type,\n          ",
    ],
    [
      'results of workers alone',
      "this.#role === 'worker' && (this.#phase === 'serving' || this.#phase === 'ending'),\n        );\n        this.#admitSizes",
      "(this.#phase === 'serving' || this.#phase === 'ending'),\n        );\n        this.#admitSizes",
    ],
    [
      'merged of mergers alone',
      "this.#role === 'merger' && this.#phase === 'serving' && !this.#failed);\n        this.#answer",
      "this.#phase === 'serving' && !this.#failed);\n        this.#answer",
    ],
    ['finished once everything is merged', ' && this.#owed.length === 0', ''],
    ['finished only when asked', "this.#finish === 'asked' && this.#owed", 'this.#owed'],
    [
      'the true count at exhaustion',
      'this.#expect(message.type, message.count === this.#seenFragments);',
      '',
    ],
    ['bye when it is due', "this.#expect(message.type, this.#phase === 'ending' || this.#failed);", ''],
    [
      'the true count at bye',
      "message.count === (this.#role === 'splitter' ? this.#seenFragments : this.#answered)",
      'true',
    ],
    ['fragments in order', "this.#expect('fragments', first === this.#seenFragments + 1);", ''],
    ['no more fragments than asked for', 'sizes.length > this.#creditFragments', 'false'],
    ['no more bytes than asked for', 'bytes - (sizes.at(-1) ?? 0) >= this.#creditBytes', 'false'],
    ['a limit on fragments', 'this.#seenFragments > this.#limits.fragments', 'false'],
    ['a limit on bytes in all', 'this.#seenBytes > this.#limits.totalBytes', 'false'],
    ['a limit on one fragment or result', 'if (index !== -1) {', 'if (false) {'],
    ['sizes that sum to the bytes', 'total !== declared || ', ''],
    ['a limit on one message', '|| total > maxBatchBytes + most', ''],
    [
      'only the own segment',
      'this.#segment === null || name !== this.#segment.geometry.name',
      'this.#segment === null',
    ],
    ['only what is in the segment', 'this.#segment.admit(offset, length);', ''],
    ['a checksum of what is read again', 'this.#segment.geometry.checksums && crc === undefined', 'false'],
    ['failures only where they can be', "this.#expect('failed', due === true && !this.#failed);", ''],
    [
      'a failed fragment is the one in hand',
      "if (stage === 'merge') this.#expect",
      'if (false) this.#expect',
    ],
    [
      'answers only to what was sent, in order',
      'oldest === undefined || oldest.next !== first || first + count > oldest.end || count < 1',
      'oldest === undefined',
    ],
    ['a bounded number of asides', 'if (this.#asides > mostAsides)', 'if (false)'],
    [
      'silence before hello and after bye',
      "this.#expect(message.type, this.#phase !== 'hello' && this.#phase !== 'over');",
      '',
    ],
  ),
  ...controlsOf(
    'src/bridge/frame-decoder.ts',
    frames,
    ['a limit on lines', 'this.#lineBytes + stop - at > maxLineBytes', 'false'],
    ['only UTF-8', 'if (!isUtf8(line))', 'if (false)'],
    [
      'only JSON',
      "throw new BridgeFault('protocol', `a line is not JSON",
      'throw new Error(`a line is not JSON',
    ],
    [
      'no byte of another frame',
      'const taken = Math.min(payload.length - filled, chunk.length - at);',
      'const taken = chunk.length - at;',
    ],
    [
      'judged before memory is set aside',
      'const { message, bytes } = this.#admit(this.#parse(chunk.subarray(at, end)));',
      'const line = this.#parse(chunk.subarray(at, end));\n      Buffer.alloc(Math.min(2 ** 32, Number((line as { bytes?: number })?.bytes ?? 0)));\n      const { message, bytes } = this.#admit(line);',
    ],
  ),
  ...controlsOf(
    'src/bridge/message-validator.ts',
    frames,
    ['messages of the known shapes', 'if (validate(line)) {', 'if (validate(line) || line) {'],
    [
      'messages of the known types',
      'if (validate === undefined) throw',
      'if (validate === undefined) return line as HarnessMessage;\n  if (validate === undefined) throw',
    ],
    ['a checksum for each result', 'crcs?.length !== sizes.length', 'crcs === null'],
  ),
  ...everywhere(
    controlsOf(
      'src/bridge/generated/harness-message.ts',
      frames,
      ['no fields beside the known', 'must NOT have additional properties"}];\nreturn false;', '"}];'],
      ['no negative counts', 'data1 < 0 || isNaN(data1)', 'false'],
      ['a limit on fragments in a message', 'length > 43692', 'length > 9e9'],
      ['a limit on texts', '> 16384', '> 9e9'],
    ),
  ),
  ...controlsOf(
    'src/bridge/segment-ledger.ts',
    ['test/bridge/segment-ledger.test.ts'],
    ['a growing segment only grows', 'this.#expect(offset === this.#end, offset);', ''],
    [
      'ranges within a block',
      'block < blocks && (offset % blockBytes) + length <= blockBytes',
      'block < blocks',
    ],
    [
      'no range over a live one',
      'if (block === this.#current) this.#expect(offset >= this.#end, offset);',
      'if (block === this.#current) {}',
    ],
    [
      'no block before it is released',
      '(this.#held[block] ?? 0) === 0 && !this.#recycled.includes(block)',
      'true',
    ],
  ),
  ...controlsOf(
    'src/bridge/session.ts',
    ['test/bridge/hostile-frames.test.ts'],
    ['a wrong frame ends the container', "if (end.kind === 'fault') this.#options.stream.destroy();", ''],
    ['nothing is heard after the end', 'if (this.#ended) return;\n    this.#onBytes', 'this.#onBytes'],
  ),
];
