import { boundedReport } from '../../checks/bounded-report.ts';
import { validatePackage } from '../../checks/validate-package.ts';
import { setProcessPriority } from '../../host/process-priority.ts';
import type { CheckAnswer, CheckOrder } from './check-worker.ts';

// The inside of a CheckWorker's process: it checks one package after the other, until the chief is gone. It takes the
// usual priority, since the chief may have a higher one, which it would inherit.
setProcessPriority(0);
process.on('disconnect', () => process.exit());
process.on('message', async ({ path, options }: CheckOrder) => {
  let answer: CheckAnswer;
  try {
    const validation = await validatePackage(path, options);
    const isChecked = validation.kind === 'checked';
    answer = {
      validation: isChecked ? { ...validation, report: boundedReport(validation.report) } : validation,
    };
  } catch (error) {
    answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(answer);
});
process.send?.('ready' satisfies CheckAnswer);
