import { validatePackage } from '../../checks/validate-package.ts';
import { setProcessPriority } from '../../host/process-priority.ts';
import type { CheckAnswer, CheckOrder } from './check-worker.ts';

// The inside of a CheckWorker's process: one package after the other, until the chief is gone.
// The chief that made it may go before everything else; a check is nobody's first concern.
setProcessPriority(0);
process.on('disconnect', () => process.exit());
process.on('message', async ({ path, options }: CheckOrder) => {
  let answer: CheckAnswer;
  try {
    answer = { validation: await validatePackage(path, options) };
  } catch (error) {
    answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(answer);
});
process.send?.('ready' satisfies CheckAnswer);
