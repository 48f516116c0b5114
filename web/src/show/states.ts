import type { JobState } from '../state/job-rows.ts';

/** What is shown of a state: its sign beside its colour, so that neither is needed alone. */
export interface StateLook {
  readonly sign: string;
  /** Colour of `styles/colours.css`. */
  readonly tone: 'wait' | 'run' | 'good' | 'bad' | 'off';
  readonly meaning: string;
}

/** In the order in which the chips stand. */
export const stateLooks: Readonly<Record<JobState, StateLook>> = {
  queued: { sign: '○', tone: 'wait', meaning: 'waits for its turn' },
  preparing: { sign: '◔', tone: 'run', meaning: 'its containers are being started' },
  running: { sign: '◑', tone: 'run', meaning: 'fragments are being processed' },
  packing: { sign: '◕', tone: 'run', meaning: 'its results are being packed' },
  done: { sign: '●', tone: 'good', meaning: 'its results can be fetched' },
  failed: { sign: '✕', tone: 'bad', meaning: 'did not end well' },
  refused: { sign: '⊘', tone: 'bad', meaning: 'its package breaks the rules' },
  cancelled: { sign: '◌', tone: 'off', meaning: 'was told to stop' },
  interrupted: { sign: '◍', tone: 'wait', meaning: 'goes on when the chief does' },
};

export const allStates = Object.keys(stateLooks) as readonly JobState[];

/** Nothing of it will happen by itself any more. */
export function hasEnded(state: JobState): boolean {
  return ['done', 'failed', 'refused', 'cancelled'].includes(state);
}

/** It can go on from what it has kept. */
export function canResume(state: JobState): boolean {
  return ['failed', 'cancelled'].includes(state);
}
