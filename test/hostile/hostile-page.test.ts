import assert from 'node:assert/strict';
import { hostilePage, type Round } from './hostile-page.ts';
import type { SuiteRow } from './suite.ts';

function round(engine: Round['engine'], verdict: string): Round {
  const row = { name: 'aborts', verdict, seconds: 0.25 } as SuiteRow;
  return {
    engine,
    ociRuntime: 'runc',
    lanes: 4,
    rows: [row],
    honest: 5,
    containers: 9,
    peakMiB: 70,
    wrong: 0,
  };
}

describe('the page of hostile packages', () => {
  const local = hostilePage('', [round('own', 'crashed')]);

  it('is of one engine where only that was tried', () => {
    assert.match(local, /^# Hostile packages/);
    assert.match(local, /\n\| aborts \| `crashed` 0\.3 s \|\n$/);
    assert.doesNotMatch(local, /Swarm/);
  });

  it('keeps what is said of one engine while the part about another is written', () => {
    const both = hostilePage(local, [round('swarm', 'done')]);
    assert.ok(both.startsWith(local.trimEnd()));
    assert.match(both, /\n\n## On a Docker Swarm\n[^#]*\n\| aborts \| `done` 0\.3 s \|\n$/);
    assert.equal(hostilePage(both, [round('swarm', 'done')]), both, 'the same again');
    const again = hostilePage(both, [round('own', 'exited-early')]);
    assert.match(again, /`exited-early`[^#]*\n\n## On a Docker Swarm\n[^#]*`done`/);
    assert.doesNotMatch(again, /`crashed`/);
    assert.equal(hostilePage(again, [round('own', 'crashed')]), both);
  });
});
