import { FailureError } from '../../model/failures.ts';
import { type Diagnosis, ok, warn } from '../diagnosis.ts';
import { findPython } from './find-python.ts';

/** Whether `--runtime process` has a Python to use; jobs in containers need none. Never throws. */
export async function diagnosePython(env: NodeJS.ProcessEnv): Promise<Diagnosis> {
  try {
    const { path, version } = await findPython(env);
    return ok('Python', `${version} at ${path}, for --runtime process`);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { message, help } = error.failure;
    return warn('Python', `${message.replace(/\.$/, '')} (only --runtime process needs it)`, help);
  }
}
