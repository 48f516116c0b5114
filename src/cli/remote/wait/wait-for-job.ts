import type { Clock } from '../../../model/clock.ts';
import type { Finding } from '../../../model/finding.ts';
import type { JobEvent } from '../../../model/job-event.ts';
import type { JobReport } from '../../../model/job-report.ts';
import type { CliIo } from '../../cli-io.ts';
import type { JobDisplay } from '../../display/job-display.ts';
import { writeJsonLine } from '../../display/json-lines.ts';
import { liveDisplay } from '../../display/live-display.ts';
import { plainDisplay } from '../../display/plain-display.ts';
import { quietDisplay } from '../../display/quiet-display.ts';
import { styleFor } from '../../display/style.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { ChiefError } from '../client/chief-error.ts';
import { followJob, inertEvent } from '../client/follow-job.ts';
import type { Remote } from '../with-chief.ts';
import type { AwaitedJob } from './awaited-job.ts';
import { presentRemote } from './present-remote.ts';

/**
 * Shows a job as `butcher run` does until it has ended, and tells what it came to. Ctrl-C ends the waiting and not
 * the job. Returns the exit code.
 */
export async function waitForJob(
  remote: Remote,
  job: RemoteJob,
  awaited: AwaitedJob,
  flags: DisplayFlags,
): Promise<ExitCode> {
  const { client, clock, io } = remote;
  const { id } = job;
  const display = displayFor(flags, clock, io);
  const findings: Finding[] = [];
  const warned = new Set<string>();
  let report: JobReport | null = null;
  try {
    const onLost = () => display.note('the chief does not answer; asking it again');
    for await (const event of followJob(client, id, { clock, onLost })) {
      if (event.type === 'report') report = event;
      else if (flags.json === true) writeJsonLine(io.stdout, event);
      if (event.type === 'warning') warned.add(event.message);
      // Events of a job that ended before they were asked for, or while the chief was away, have no warnings.
      for (const message of event.type === 'report' ? event.job.warnings : [])
        if (!warned.has(message)) show(display, inertEvent({ type: 'warning', message }), job);
      if (event.type === 'finding') findings.push(inertEvent(event.finding));
      else show(display, inertEvent(event), job);
    }
  } catch (error) {
    display.close();
    if (client.signal.aborted) return leave(id, remote);
    if (error instanceof ChiefError && error.exitCode === 4)
      io.stderr.write(`the job ${id} may go on; follow it by: butcher status ${id} --wait\n`);
    throw error;
  } finally {
    display.close();
  }
  if (report === null) throw new Error('the events of a job ended without its report');
  return presentRemote({ ...awaited, job, report, findings }, remote, flags);
}

/** The one failure that ends a job is shown in full when it has ended. */
function show(display: JobDisplay, event: JobEvent, { options }: RemoteJob): void {
  if (event.type === 'state' && event.state === 'queued') display.note('waiting for its turn');
  if (event.type !== 'failure' || options.onError === 'skip') display.show(event);
}

function leave(id: string, { io }: Remote): ExitCode {
  if (!io.outputLost.aborted)
    io.stderr.write(
      `the job goes on; follow it by: butcher status ${id} --wait\n  or end it by: butcher cancel ${id}\n`,
    );
  return 130;
}

/** Lines of JSON are for programs; beside them people get only what they must know. */
function displayFor(flags: DisplayFlags, clock: Clock, io: CliIo): JobDisplay {
  if (flags.json === true || flags.quiet === true) return quietDisplay(io.stderr);
  if (io.stderr.isTTY === true && io.env.TERM !== 'dumb')
    return liveDisplay(io.stderr, clock, styleFor(io.stderr, io.env));
  return plainDisplay(io.stderr, clock);
}
