import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { pause } from '../api/follow.ts';
import { asProblem, type Problem } from '../api/problem.ts';

export interface Loaded<Value> {
  /** The latest that was loaded; it stays while it is loaded again. Null before the first. */
  readonly value: ReadonlySignal<Value | null>;
  /** Why the last attempt came to nothing. */
  readonly problem: ReadonlySignal<Problem | null>;
  /** Loads it again, now. */
  reload(): void;
}

const retryMs = 3000;

/**
 * What `load` resolves with, for as long as a part of the page is shown; anew where one of `inputs` is another, after
 * `everyMs`, and a while after the chief did not answer or had no time.
 */
export function useLoaded<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  inputs: readonly unknown[],
  everyMs: number | null = null,
): Loaded<Value> {
  const state = useMemo(
    () => ({ value: signal<Value | null>(null), problem: signal<Problem | null>(null) }),
    inputs,
  );
  const wake = useMemo(() => ({ up: () => {} }), inputs);
  useEffect(() => {
    const stop = new AbortController();
    const run = async () => {
      while (!stop.signal.aborted) {
        let passes = false;
        try {
          state.value.value = await load(stop.signal);
          state.problem.value = null;
        } catch (error) {
          if (stop.signal.aborted) return;
          const problem = asProblem(error);
          passes = problem.passes;
          state.problem.value = problem;
        }
        const waitMs = passes ? (state.problem.value?.waitSeconds ?? retryMs / 1000) * 1000 : everyMs;
        await woken(waitMs, stop.signal, wake);
      }
    };
    void run();
    return () => stop.abort();
  }, inputs);
  return { ...state, reload: () => wake.up() };
}

async function woken(ms: number | null, signal: AbortSignal, wake: { up: () => void }): Promise<void> {
  const early = new AbortController();
  wake.up = () => early.abort();
  const either = AbortSignal.any([signal, early.signal]);
  await pause(ms ?? 2 ** 31 - 1, either);
  // A page that nobody looks at asks for nothing.
  while (document.hidden && !signal.aborted && !early.signal.aborted) await pause(500, either);
}
