import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';

const { PRIORITY_HIGH } = constants.priority;
const module = new URL('../../../src/cli/serve/raise-priority.ts', import.meta.url).href;

/** What a process in a session of its own says of its threads and its session, before, during and after. */
const program = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { stat } from 'node:fs/promises';
  import { raisePriority } from ${JSON.stringify(module)};
  const niceOf = (thread) =>
    Number(readFileSync(\`/proc/self/task/\${thread}/stat\`, 'latin1').split(') ')[1].split(' ')[16]);
  const look = () => ({
    threads: readdirSync('/proc/self/task').map(niceOf),
    session: Number(readFileSync('/proc/self/autogroup', 'latin1').split('nice ')[1]),
  });
  // Those that wait for files are there from now on.
  await stat('.');
  const seen = [look()];
  const giveBack = raisePriority();
  seen.push(look());
  giveBack();
  seen.push(look());
  console.log(JSON.stringify(seen));
`;

interface Seen {
  readonly threads: readonly number[];
  readonly session: number;
}

describe('raisePriority', () => {
  before(function () {
    if (process.getuid?.() !== 0 || !existsSync('/proc/self/autogroup')) this.skip();
  });

  it('raises every thread and the session, and gives the session back', () => {
    const node = ['--import', 'tsx', '--input-type=module', '--eval', program];
    const [before, during, after] = JSON.parse(
      execFileSync('setsid', ['--wait', process.execPath, ...node], { encoding: 'utf8' }),
    ) as Seen[];
    assert(before && during && after);
    assert.equal(before.session, 0);
    assert(during.threads.length > 4);
    assert.deepEqual(new Set(during.threads), new Set([PRIORITY_HIGH]));
    assert.equal(during.session, PRIORITY_HIGH);
    assert.equal(after.session, 0);
  });
});
