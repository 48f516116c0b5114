import { constants, setPriority } from 'node:os';

/**
 * Lets this process go before the sandboxes' where processors are short, so that the chief answers whatever they are up
 * to. Where the system does not allow it, it stays as it is: sandboxes give way by their own share, too.
 */
export function raisePriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {}
}
