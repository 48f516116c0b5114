import { boundedReport } from '../../checks/bounded-report.ts';
import { type Validation, validatePackage } from '../../checks/validate-package.ts';
import { leaveHigherPriority } from '../../host/process-priority.ts';
import type { CheckAnswer, CheckOrder } from './check-worker.ts';
import { piecesOf } from './source-pieces.ts';

// The inside of a CheckWorker's process: it checks one package after the other, until the chief is gone. It takes the
// usual priority, since the chief may have a higher one, which it would inherit.
leaveHigherPriority();
process.on('disconnect', () => process.exit());
process.on('message', async ({ path, options }: CheckOrder) => {
  let answer: CheckAnswer;
  try {
    answer = { validation: await withoutFiles(bounded(await validatePackage(path, options))) };
  } catch (error) {
    answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(answer);
});
process.send?.('ready' satisfies CheckAnswer);

function bounded(validation: Validation): Validation {
  return validation.kind === 'checked'
    ? { ...validation, report: boundedReport(validation.report) }
    : validation;
}

/** The files go ahead in pieces: one message with all of them would keep the chief for as long as it takes to read. */
async function withoutFiles(validation: Validation): Promise<Validation> {
  if (validation.kind !== 'checked' || validation.source === null) return validation;
  for (const pieces of piecesOf(validation.source.files.values()))
    await new Promise<void>((resolve) => {
      process.send?.({ pieces } satisfies CheckAnswer, undefined, undefined, () => resolve());
    });
  return { ...validation, source: { ...validation.source, files: new Map() } };
}
