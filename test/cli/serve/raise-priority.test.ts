import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, getPriority } from 'node:os';

const { PRIORITY_HIGH } = constants.priority;
const module = new URL('../../../src/cli/serve/raise-priority.ts', import.meta.url).href;

/** What a process in a session of its own says of its threads and its session, before, during and after. */
const program = `
  import { existsSync, readdirSync, readFileSync } from 'node:fs';
  import { stat } from 'node:fs/promises';
  import { raisePriority } from ${JSON.stringify(module)};
  const niceOf = (thread) =>
    Number(readFileSync(\`/proc/self/task/\${thread}/stat\`, 'latin1').split(') ')[1].split(' ')[16]);
  const look = () => ({
    threads: readdirSync('/proc/self/task').map(niceOf),
    session: existsSync('/proc/self/autogroup')
      ? Number(readFileSync('/proc/self/autogroup', 'latin1').split('nice ')[1])
      : null,
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
  /** Null where the system does not share processors among sessions. */
  readonly session: number | null;
}

describe('raisePriority', () => {
  it('raises every thread and the session where it may, and gives both back', () => {
    const raised = process.getuid?.() === 0 ? PRIORITY_HIGH : 0;
    const session = existsSync('/proc/self/autogroup') ? 0 : null;
    const node = ['--import', 'tsx', '--input-type=module', '--eval', program];
    const [before, during, after] = JSON.parse(
      execFileSync('setsid', ['--wait', process.execPath, ...node], { encoding: 'utf8' }),
    ) as Seen[];
    assert(before && during && after);
    assert.equal(before.session, session);
    assert(during.threads.length > 4);
    assert.deepEqual(new Set(during.threads), new Set([raised]));
    assert.equal(during.session, session === null ? null : raised);
    assert.deepEqual(new Set(after.threads), new Set([getPriority()]));
    assert.equal(after.session, session);
  });
});
