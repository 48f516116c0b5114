import { systemClock } from '../../model/clock.ts';
import type { CliIo } from '../cli-io.ts';
import { writeJsonLine } from '../display/json-lines.ts';
import type { ExitCode } from '../exit-code.ts';
import { ownConfig } from '../home/own-config.ts';
import type { Trial } from '../test/trial.ts';
import { withUnbounded } from '../unbounded-option.ts';
import { catchInterrupts } from './interrupts.ts';
import { plannedEngine, planRun, type UnreadablePackage } from './plan-run.ts';
import { presentOutcome } from './present-outcome.ts';
import type { RunFlags } from './run-flags.ts';
import { runPlanned } from './run-planned.ts';
import { unreadableReport } from './unreadable-report.ts';

/** Plans a run, joins the parts and runs it, or tries it. Returns the exit code; throws UsageError and FailureError. */
export async function runCommand(path: string, flags: RunFlags, io: CliIo, trial?: Trial): Promise<ExitCode> {
  const interrupts = catchInterrupts(systemClock);
  try {
    const config = withUnbounded(await ownConfig(io), flags);
    const { kind, ociRuntime } = plannedEngine(flags, config);
    const { composeRun, composeRuntime } = await import('../../compose.ts');
    // No engine is asked for what is wrong usage.
    const runtime = await composeRuntime(kind, ociRuntime, config, io.env, { jobComes: true });
    try {
      const plan = await planRun(path, flags, config, io.cwd);
      if (plan.source === null) return await refuseUnreadable(plan, flags, io);
      const signal = AbortSignal.any([interrupts.signal, io.outputLost]);
      if (signal.aborted) return 130;
      return await runPlanned(plan, flags, await composeRun(config, plan, runtime), io, signal, trial);
    } finally {
      await runtime.close();
    }
  } finally {
    interrupts.release();
  }
}

async function refuseUnreadable(plan: UnreadablePackage, flags: RunFlags, io: CliIo): Promise<ExitCode> {
  const { id, name, source, findings, limits, report: reportPath } = plan;
  if (flags.json === true) {
    writeJsonLine(io.stdout, { type: 'job', id, name });
    for (const finding of findings) writeJsonLine(io.stdout, { type: 'finding', finding });
  }
  const report = unreadableReport(id, name, plan.dataset?.name ?? null);
  const ended = { unpublished: null, keptFolder: null, packagePath: null };
  return presentOutcome({ report, findings, source, limits, reportPath, ...ended }, flags, io);
}
