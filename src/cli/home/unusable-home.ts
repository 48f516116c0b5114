import { inertLine } from '../../text/inert-text.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';

/** Throws UsageError where the system has refused a home something, and whatever else it is as it is. */
export function unusableHome(home: string, error: NodeJS.ErrnoException): never {
  if (error.syscall === undefined) throw error;
  throw new UsageError(`The home ${inertLine(home)} cannot be used: ${systemReason(error)}.`);
}
