import { readFileSync, writeFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import { setProcessPriority } from '../../host/process-priority.ts';

const { PRIORITY_HIGH } = constants.priority;
/**
 * Linux may share processors among sessions first: then a priority counts only within the session, which has its own.
 */
const sessionFile = '/proc/self/autogroup';

/**
 * Lets this process go before the sandboxes' where processors are short, so that the chief answers whatever they are up
 * to. Where the system does not allow it, it stays as it is: sandboxes give way by their own share, too. The returned
 * function gives all of it back: what others in its session have of it, and its own, for a process that does something
 * else afterwards.
 */
export function raisePriority(): () => void {
  const own = getPriority();
  whereAllowed(() => setProcessPriority(PRIORITY_HIGH));
  const before = whereAllowed(() => /nice (-?\d+)/.exec(readFileSync(sessionFile, 'utf8'))?.[1]);
  const raisesSession = before !== undefined && Number(before) > PRIORITY_HIGH;
  if (raisesSession) whereAllowed(() => writeFileSync(sessionFile, String(PRIORITY_HIGH)));
  return () => {
    whereAllowed(() => setProcessPriority(own));
    if (raisesSession) whereAllowed(() => writeFileSync(sessionFile, before));
  };
}

function whereAllowed<Result>(change: () => Result): Result | undefined {
  try {
    return change();
  } catch {
    return undefined;
  }
}
