import type { RunServices } from '../../compose.ts';
import type { JobEvent } from '../../model/job-event.ts';
import type { CliIo } from '../cli-io.ts';
import type { JobDisplay } from '../display/job-display.ts';
import { writeJsonLine } from '../display/json-lines.ts';
import { liveDisplay } from '../display/live-display.ts';
import { plainDisplay } from '../display/plain-display.ts';
import { quietDisplay } from '../display/quiet-display.ts';
import { styleFor } from '../display/style.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Trial } from '../test/trial.ts';
import { type Execution, executeJob } from './execute-job.ts';
import type { RunPlan } from './plan-run.ts';
import { presentOutcome } from './present-outcome.ts';
import type { DisplayFlags } from './run-flags.ts';

export const noIsolation =
  'Nothing isolates the package from this machine (--runtime process): its code can read, change and send whatever you can. Use it for your own code only.';

/** Runs a planned job, shows it while it runs and tells how it ended. Returns the exit code. */
export async function runPlanned(
  plan: RunPlan,
  flags: DisplayFlags,
  services: RunServices,
  io: CliIo,
  signal: AbortSignal,
  trial?: Trial,
): Promise<ExitCode> {
  const display = displayFor(flags, services, io);
  const heldBack: JobEvent[] = [];
  const emit = (event: JobEvent) => {
    if (flags.json === true) writeJsonLine(io.stdout, event);
    // Findings are shown together where they refuse the package, and else when the job goes on.
    if (event.type === 'finding') heldBack.push(event);
    // The one failure that ends a job is shown in full when it has ended.
    else if (event.type !== 'failure' || plan.options.onError === 'skip') {
      if (event.type === 'state' && event.state === 'preparing')
        for (const finding of heldBack.splice(0)) display.show(finding);
      display.show(event);
    }
  };
  const ownWarnings = plan.runtime === 'process' ? [noIsolation] : [];
  const told = (execution: Execution): Promise<ExitCode> => {
    const { job } = execution.report;
    const report = {
      ...execution.report,
      job: { ...job, warnings: [...ownWarnings, ...plan.remarks, ...job.warnings] },
    };
    const { source, report: reportPath, options } = plan;
    const packagePath = options.resume ? plan.packagePath : null;
    return presentOutcome(
      {
        ...{ ...execution, report, source, limits: options.limits, reportPath, packagePath },
        ...(trial !== undefined && { tell: () => trial.tell(report, plan.dataset?.path ?? null) }),
      },
      flags,
      io,
    );
  };
  const onAbort = () => {
    if (!io.outputLost.aborted) display.note('stopping; again to end at once');
  };
  signal.addEventListener('abort', onAbort);
  try {
    let announced = false;
    const execution = await executeJob(plan, services, {
      signal,
      ...(trial !== undefined && { sample: trial.sample }),
      emit: (event) => {
        emit(event);
        if (announced || event.type !== 'job') return;
        announced = true;
        for (const message of [...ownWarnings, ...plan.remarks]) emit({ type: 'warning', message });
      },
      onInterrupted: (ids) => {
        if (flags.quiet === true || flags.json === true) return;
        for (const id of ids)
          display.note(`job ${id} was interrupted; go on with it by: butcher resume ${id}`);
      },
    });
    display.close();
    try {
      return await told(execution);
    } finally {
      await execution.closed;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    display.close();
  }
}

/** Lines of JSON are for programs; beside them people get only what they must know. */
function displayFor(flags: DisplayFlags, { clock }: RunServices, io: CliIo): JobDisplay {
  if (flags.json === true || flags.quiet === true) return quietDisplay(io.stderr);
  if (io.stderr.isTTY === true && io.env.TERM !== 'dumb')
    return liveDisplay(io.stderr, clock, styleFor(io.stderr, io.env));
  return plainDisplay(io.stderr, clock);
}
