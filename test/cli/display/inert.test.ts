import assert from 'node:assert/strict';
import { failureText } from '../../../src/cli/display/failure-text.ts';
import { writeJsonLine } from '../../../src/cli/display/json-lines.ts';
import { liveDisplay } from '../../../src/cli/display/live-display.ts';
import { leftText } from '../../../src/cli/display/outcome-text.ts';
import { plainDisplay } from '../../../src/cli/display/plain-display.ts';
import { quietDisplay } from '../../../src/cli/display/quiet-display.ts';
import { plainStyle } from '../../../src/cli/display/style.ts';
import { failure } from '../../../src/model/failures.ts';
import type { JobEvent } from '../../../src/model/job-event.ts';
import type { JobReport } from '../../../src/model/job-report.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { reportOf } from '../../helpers/stored-things.ts';
import { json, StubChief } from '../remote/stub-chief.ts';

/** Each begins a line of its own, moves the cursor, changes colours or titles, or turns the writing around. */
const nastyTexts: readonly string[] = [
  'a\nEVIL',
  'a\r\nEVIL',
  'a\rEVIL',
  'a\n  what to do: EVIL',
  'a\u2028EVIL',
  'a\u0085EVIL',
  '\x1b[2J\x1b[HEVIL',
  '\x1b]0;EVIL\x07',
  '\x9b31mEVIL',
  '\u202eLIVE\u2066',
  '\u200bEVIL\ufeff',
  '\b\b\b\bEVIL',
  '\x00EVIL\x7f',
  'aEVIL\u{e0041}',
];

/** What acts on a terminal, but for line feeds, which are ours where no line of theirs passes for one of ours. */
const acting = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\ufeff\u{e0000}-\u{e007f}]/u;
/** Redrawing the status of a live display. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ownDrawing = /\r(\u001b\[\d+A)?\u001b\[J/g;

function assertInert(printed: string, what: string): void {
  const text = printed.replace(ownDrawing, '');
  assert.doesNotMatch(text, acting, what);
  for (const line of text.split('\n')) assert.doesNotMatch(line, /^ {0,3}(what to do: )?EVIL/, what);
}

function eventsWith(text: string): readonly JobEvent[] {
  const finding = { rule: 'BUT1', severity: 'warning', message: text, help: text, file: text } as const;
  return [
    { type: 'job', id: 'a1', name: 'words' },
    { type: 'state', state: 'running' },
    { type: 'log', role: 'worker', worker: 1, fragment: null, text },
    { type: 'warning', message: text },
    { type: 'retry', fragments: [1], attempt: 2, code: 'crashed', reason: text },
    { type: 'failure', failure: failureWith(text) },
    { type: 'finding', finding: { ...finding, line: 1, column: 1, endLine: 1, endColumn: 2 } },
  ];
}

function failureWith(text: string) {
  const rest = { fragment: 2, file: text, line: 1, limit: text, traceback: `x\n${text}`, bundle: text };
  return failure('user-error', 'process', text, rest);
}

describe('text from containers', () => {
  for (const [kind, display] of [
    ['plain', plainDisplay],
    ['live', (output, clock) => liveDisplay(output, clock, plainStyle)],
    ['quiet', (output) => quietDisplay(output)],
  ] as const satisfies readonly (readonly [string, (...parts: Parameters<typeof plainDisplay>) => unknown])[])
    it(`is text in the ${kind} display`, () => {
      for (const text of nastyTexts) {
        let printed = '';
        const output = {
          write: (part: string) => {
            printed += part;
          },
        };
        const shown = display(output, new FakeClock());
        for (const event of eventsWith(text)) shown.show(event);
        shown.close();
        assertInert(printed, JSON.stringify(text));
      }
    });

  it('is text where a failure is told in full, and in what is left of a job', () => {
    for (const text of nastyTexts) {
      const context = { limits: defaultLimits, source: () => `1\n${text}`, columns: 100 };
      assertInert(failureText(failureWith(text), context, plainStyle), JSON.stringify(text));
      const job = { ...reportOf(text), failure: failureWith(text) };
      const report: JobReport = { type: 'report', job, results: text };
      const left = { report, unpublished: null, keptFolder: `/kept/${text}`, findings: [] };
      assertInert(leftText(left, `/a/${text}`, '/'), JSON.stringify(text));
    }
  });

  it('is the same value in JSON, written so that nothing acts', () => {
    for (const text of nastyTexts)
      for (const event of eventsWith(text)) {
        let printed = '';
        const write = (part: string) => {
          printed += part;
        };
        writeJsonLine({ write }, event);
        assertInert(printed, JSON.stringify(text));
        assert.equal(printed.split('\n').length, 2);
        assert.deepEqual(JSON.parse(printed), event);
      }
  });

  it('is text in what a chief tells the remote commands', async function () {
    this.timeout(60_000);
    const chief = await StubChief.start();
    try {
      const env = {
        BUTCHER_CHIEF: chief.address,
        BUTCHER_TOKEN: 'secret',
        NO_COLOR: '1',
        HOME: '/nonexistent',
      };
      for (const text of nastyTexts) {
        const base = reportOf(text);
        const told = { ...base, id: 'k7qmabcdefgh', failure: failureWith(text), engine: text, package: null };
        const resting = {
          ...{ exhausted: true, position: null, waitsFor: null },
          ...{ storedBytes: 0, cacheBytes: 0, bundleBytes: 0 },
        };
        const times = {
          createdAtMs: 1,
          startedAtMs: 1,
          endedAtMs: 2,
          busy: null,
          hasResults: false,
          ...resting,
        };
        const options = {
          workers: 1,
          ordered: true,
          resume: true,
          retries: 2,
          onError: 'fail',
          maxFailed: null,
        };
        const job = {
          ...told,
          ...times,
          account: 'ann',
          datasetId: null,
          options: { ...options, limits: defaultLimits, ociRuntime: null },
        };
        const fragment = { fragment: 2, state: 'failed', attempts: 3, failure: failureWith(text) };
        chief.answers = {
          [`GET /jobs/${job.id}`]: json({ job }),
          'GET /jobs': json({ items: [job], next: null }),
          [`GET /jobs/${job.id}/fragments`]: json({ items: [fragment], next: null }),
        };
        for (const args of [
          ['status', job.id],
          ['status', job.id, '--json'],
          ['jobs'],
          ['fragments', job.id],
          ['fragments', job.id, '--json'],
        ]) {
          const { exitCode, stdout, stderr } = await runButcher(args, { cwd: '/', env });
          assert.equal(exitCode, 0, stderr);
          assertInert(stdout + stderr, `${args[0]} ${JSON.stringify(text)}`);
        }
      }
    } finally {
      await chief.stop();
    }
  });
});
