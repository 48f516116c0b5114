import assert from 'node:assert/strict';
import { BridgeFault } from '../../../src/bridge/bridge-fault.ts';
import type { FailedMessage, Role } from '../../../src/bridge/messages.ts';
import type { SessionEnd } from '../../../src/bridge/session.ts';
import { type Evidence, type Overrun, verdict } from '../../../src/jobs/containers/verdict.ts';
import { type FailureCode, failureCatalogue } from '../../../src/model/failures.ts';
import { defaultLimits, isLimitName } from '../../../src/model/limits.ts';

const memoryBytes = 1000;

/** What an end by itself amounts to: without reason of the chief, message, fault or refusal before it. */
const byExitCode: readonly (readonly [exitCode: number | null, code: FailureCode])[] = [
  [null, 'crashed'],
  [0, 'exited-early'],
  [1, 'exited-early'],
  [69, 'exited-early'],
  [70, 'internal'],
  [71, 'crashed'],
  [72, 'exited-early'],
  [74, 'protocol'],
  [127, 'exited-early'],
  [128 + 4, 'crashed'],
  [128 + 6, 'crashed'],
  [128 + 9, 'crashed'],
  [128 + 11, 'crashed'],
  [128 + 15, 'crashed'],
  [128 + 25, 'crashed'],
  [128 + 31, 'crashed'],
  [255, 'crashed'],
];

const overruns: readonly (readonly [Overrun | null, FailureCode | null])[] = [
  [null, null],
  ['fragment-timeout', 'fragment-timeout'],
  ['splitter-stalled', 'splitter-stalled'],
  ['merge-timeout', 'merge-timeout'],
  ['results-full', 'disk-limit'],
  ['starved', 'out-of-memory'],
];

const faults: readonly (readonly [SessionEnd, FailureCode | null])[] = [
  [{ kind: 'bye' }, null],
  [{ kind: 'cut' }, null],
  [{ kind: 'fault', fault: new BridgeFault('protocol', 'nonsense') }, 'protocol'],
  ...(['result-too-large', 'too-much-data'] as const).map((code): [SessionEnd, FailureCode] => [
    { kind: 'fault', fault: new BridgeFault(code, 'too much', { limit: 'fragments', observed: 9 }) },
    code,
  ]),
];

const said: readonly (FailedMessage | null)[] = [
  null,
  ...(['user-error', 'disk-limit'] as const).map((code) => ({
    ...{ type: 'failed' as const, stage: 'process' as const, fragment: 3, code, message: 'it failed so' },
    ...{ help: null, limit: null, observed: null, file: null, line: null, traceback: null },
  })),
];

const roles: readonly (readonly [Role, Evidence['stage'], number | null])[] = [
  ['splitter', 'split', null],
  ['worker', 'process', 7],
  ['merger', 'merge', 7],
];

/** Failures that are about a limit, which has to be named with what was seen of it. */
const aboutLimits: readonly FailureCode[] = [
  ...(['fragment-timeout', 'splitter-stalled', 'merge-timeout', 'process-limit'] as const),
];

/** Every combination, and what is due of it: the first cause in the order of the columns. */
function* combinations(): Generator<readonly [Evidence, FailureCode]> {
  for (const [role, stage, fragment] of roles)
    for (const [overrun, byOverrun] of overruns)
      for (const failed of said)
        for (const [end, byFault] of faults)
          for (const [exitCode, byExit] of byExitCode)
            for (const oomKilled of [false, true])
              for (const destroyed of [false, true])
                for (const peakMemoryBytes of [null, 969, 970])
                  for (const processesRefused of [false, true])
                    for (const lastWords of ['', 'maximum recursion depth exceeded']) {
                      const exit = { exitCode, oomKilled, destroyed, peakMemoryBytes };
                      const evidence: Evidence = {
                        ...{
                          role,
                          stage,
                          fragment,
                          behind: 0,
                          node: null,
                          overrun,
                          observed: null,
                          failed,
                          end,
                          exit,
                        },
                        ...{ processesRefused, memoryBytes, limits: defaultLimits, lastWords, stack: null },
                      };
                      const usedUp = exitCode === 137 && !destroyed && peakMemoryBytes === 970;
                      const bombed = processesRefused ? 'process-limit' : null;
                      const slow = overrun !== 'results-full' && overrun !== 'starved';
                      const deep = (exitCode ?? 0) >= 128 && lastWords !== '';
                      const due =
                        (byOverrun !== null && slow ? bombed : null) ??
                        byOverrun ??
                        failed?.code ??
                        byFault ??
                        (oomKilled || usedUp ? 'out-of-memory' : null) ??
                        bombed ??
                        (deep ? 'recursion-depth' : byExit);
                      yield [evidence, due];
                    }
}

describe('verdict, for every combination of evidence', function () {
  this.timeout(60_000);

  it('is the first cause, well told, and blames nobody wrongly', () => {
    let count = 0;
    for (const [evidence, due] of combinations()) {
      count += 1;
      const { overrun, failed, end, exit, processesRefused } = evidence;
      const { code, stage, message, help, limit, observed } = verdict(evidence);
      const about = () => JSON.stringify({ ...evidence, limits: undefined, said: { code, message } });
      if (code !== due) assert.equal(code, due, about());
      const alone = overrun === null && failed === null && end.kind !== 'fault' && !exit.oomKilled;
      if (code === 'internal') assert.ok(alone && exit.exitCode === 70 && !processesRefused, about());
      const struck = processesRefused || end.kind === 'fault' || exit.exitCode === 74;
      if (failureCatalogue[code].strike) assert.ok(struck, about());
      if (stage !== evidence.stage || message.length < 8 || help.length < 10) assert.fail(about());
      if (limit !== null && !isLimitName(limit)) assert.fail(about());
      if (aboutLimits.includes(code) && (limit === null || observed === null)) assert.fail(about());
      if (code === 'out-of-memory' && limit !== 'memory') assert.fail(about());
    }
    assert.equal(count, 3 * 6 * 3 * 5 * 17 * 2 * 2 * 3 * 2 * 2);
  });
});
