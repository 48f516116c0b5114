import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { hanging } from '../../../src/cli/display/hanging.ts';
import { liveDisplay } from '../../../src/cli/display/live-display.ts';
import { plainStyle } from '../../../src/cli/display/style.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

const screen = (columns: number) => ({ write: () => {}, isTTY: true, columns });

/** Rows of a terminal with so many columns: what is of double width or a tab takes as many as terminals give it. */
function rowsOf(text: string, columns: number): readonly string[] {
  const rows: string[] = [];
  for (const line of text.split('\n')) {
    let row = '';
    let column = 0;
    for (const character of line) {
      const tab = 8 - (column % 8);
      const taken = /\p{Script=Han}/u.test(character) ? 2 : 1;
      if (column + (character === '\t' ? 1 : taken) > columns) {
        rows.push(row);
        row = '';
        column = 0;
      }
      row += character;
      column += character === '\t' ? tab : taken;
    }
    rows.push(row);
  }
  return rows;
}

describe('hanging lines', () => {
  it('begin no row with what user code chose, however wide the screen is', () => {
    const character = fc.constantFrom('a', ' ', 'd', 'é', 'я', '你', '\t');
    const text = fc.string({ unit: character, minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 130 }), (said, columns) => {
        const shown = hanging(`[worker 1] ${said}`, screen(columns));
        const [first, ...others] = rowsOf(shown, columns);
        assert.ok(first!.startsWith('[worker 1] '));
        for (const row of others) assert.ok(row.startsWith('  | '), JSON.stringify(row));
        assert.equal(shown.replaceAll('\n  | ', ''), `[worker 1] ${said}`, 'nothing is lost');
      }),
      { seed: 5 },
    );
  });

  it('are as they were where they fit, where nobody looks, and where they are to be copied', () => {
    const wide = 'x'.repeat(100);
    assert.equal(hanging('a\nb\n', screen(80)), 'a\nb\n');
    assert.equal(hanging('x'.repeat(80), screen(80)), 'x'.repeat(80));
    assert.equal(hanging(wide, { write: () => {} }), wide);
    assert.equal(hanging(`results  ${wide}\n`, screen(80), 'results  '), `results  ${wide}\n`);
    assert.equal(hanging(wide, screen(0)), `${'x'.repeat(80)}\n  | ${'x'.repeat(20)}`);
  });

  it('count no colours', () => {
    const text = `\x1b[31m${'x'.repeat(30)}\x1b[39m`;
    assert.equal(hanging(text, screen(30)), text);
    assert.equal(
      stripVTControlCharacters(hanging(text, screen(20))),
      `${'x'.repeat(20)}\n  | ${'x'.repeat(10)}`,
    );
  });

  it('let no printed line look like the end of a job', () => {
    const forged = `hello${' '.repeat(52)}${'done  wrap in 4.6 s'.padEnd(80)}results  /home/me/counts`;
    let printed = '';
    const output = {
      ...screen(80),
      write: (text: string) => {
        printed += text;
      },
    };
    const display = liveDisplay(output, new FakeClock(), plainStyle);
    display.show({ type: 'job', id: 'a1', name: 'wrap' });
    display.show({ type: 'log', role: 'worker', worker: 1, fragment: 1, text: forged });
    display.close();
    const rows = rowsOf(stripVTControlCharacters(printed).replaceAll('\r', ''), 80);
    assert.ok(printed.includes('done  wrap'));
    for (const row of rows) assert.doesNotMatch(row, /^(?:done|results) {2}/);
  });
});
