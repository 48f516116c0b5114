import { readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setProcessPriority } from '../../host/process-priority.ts';

const { PRIORITY_HIGH } = constants.priority;
/**
 * Linux may share processors among sessions first: then a priority counts only within the session, which has its own.
 */
const sessionFile = '/proc/self/autogroup';

/**
 * Lets this process go before the sandboxes' where processors are short, so that the chief answers whatever they are up
 * to. Where the system does not allow it, it stays as it is: sandboxes give way by their own share, too. The returned
 * function gives back what others in its session have of it.
 */
export function raisePriority(): () => void {
  whereAllowed(() => setProcessPriority(PRIORITY_HIGH));
  const before = whereAllowed(() => /nice (-?\d+)/.exec(readFileSync(sessionFile, 'utf8'))?.[1]);
  if (before === undefined || Number(before) <= PRIORITY_HIGH) return () => {};
  whereAllowed(() => writeFileSync(sessionFile, String(PRIORITY_HIGH)));
  return () => whereAllowed(() => writeFileSync(sessionFile, before));
}

function whereAllowed<Result>(change: () => Result): Result | undefined {
  try {
    return change();
  } catch {
    return undefined;
  }
}
