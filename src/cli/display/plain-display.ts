import type { Clock } from '../../model/clock.ts';
import type { JobEvent } from '../../model/job-event.ts';
import { formatSeconds } from '../../text/format-quantity.ts';
import type { TextOutput } from '../cli-io.ts';
import { eventLine, stateLine } from './event-line.ts';
import { FoldedLogs } from './folded-logs.ts';
import { hanging } from './hanging.ts';
import type { JobDisplay } from './job-display.ts';
import { frontierText, paceTexts } from './progress-text.ts';
import { RateMeter } from './rate-meter.ts';
import { plainStyle } from './style.ts';

/** A line every few seconds, and ever fewer the longer the job runs: about twenty an hour in the end. */
const leastPauseMs = 5000;
const mostPauseMs = 180_000;

/** For pipes, files and logs: one line per change, and one line of progress every few seconds. */
export function plainDisplay(output: TextOutput, clock: Clock): JobDisplay {
  const meter = new RateMeter();
  let lastProgressMs = clock.now();
  let closed = false;
  const print = (line: string | null) => {
    if (line !== null && !closed) output.write(`${hanging(line, output)}\n`);
  };
  const logs = new FoldedLogs(clock, print);
  return {
    show(event: JobEvent) {
      if (event.type === 'job') print(`job ${event.id} (${event.name})`);
      else if (event.type === 'state') {
        lastProgressMs = clock.now();
        print(stateLine(event));
      } else if (event.type === 'progress') {
        meter.add(event);
        const pauseMs = Math.min(mostPauseMs, Math.max(leastPauseMs, (event.seconds * 1000) / 10));
        if (clock.now() - lastProgressMs < pauseMs) return;
        lastProgressMs = clock.now();
        const texts = [frontierText(event), ...paceTexts(event, meter.rates())];
        print(`${formatSeconds(event.seconds)}: ${texts.join('; ')}`);
      } else if (event.type === 'log' && !closed) logs.add(eventLine(event, plainStyle) ?? '');
      else print(eventLine(event, plainStyle));
    },
    note: print,
    close() {
      logs.flush();
      closed = true;
    },
  };
}
