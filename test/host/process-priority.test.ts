import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { getuid } from 'node:process';

const module = new URL('../../src/host/process-priority.ts', import.meta.url).href;
const program = `
  import { getPriority } from 'node:os';
  import { leaveHigherPriority } from ${JSON.stringify(module)};
  const before = getPriority();
  leaveHigherPriority();
  console.log(JSON.stringify([before, getPriority()]));
`;

describe('leaveHigherPriority', () => {
  const priorities = (nice: number): readonly number[] => {
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program];
    return JSON.parse(execFileSync('nice', ['-n', String(nice), ...node], { encoding: 'utf8' }));
  };

  it('leaves a process that was started to give way as it is, which only root could change', () => {
    // Other tests may have made this process one of a high priority.
    const [before, now] = priorities(5 - Math.min(0, getPriority()));
    assert.ok(before! > 0);
    assert.equal(now, before);
  });

  // Only root may have a higher one.
  if (getuid?.() === 0)
    it('takes the usual one where that of whoever started it was higher', () => {
      const [before, now] = priorities(-30);
      assert.ok(before! < 0);
      assert.equal(now, 0);
    });
});
