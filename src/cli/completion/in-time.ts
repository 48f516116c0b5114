/** What was asked did not answer; a thread may still wait for it. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

/** The same promise, which fails with {@link TooSlowError} where it is not settled after so long. */
export async function inTime<Value>(asked: Promise<Value>, patienceMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlowError('no answer in time')), patienceMs);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
