import type { Clock } from '../../model/clock.ts';
import type { JobEvent, JobProgress } from '../../model/job-event.ts';
import { formatSeconds } from '../../text/format-quantity.ts';
import type { TextOutput } from '../cli-io.ts';
import { eventLine, stateLine } from './event-line.ts';
import { FoldedLogs } from './folded-logs.ts';
import type { JobDisplay } from './job-display.ts';
import { LiveRegion } from './live-region.ts';
import { barText, frontierText, paceTexts } from './progress-text.ts';
import { RateMeter } from './rate-meter.ts';
import type { Style } from './style.ts';

/** How often time that passes is shown while nothing else changes. */
const tickMs = 1000;

/** For terminals: everything that happened scrolls by, and below it one or two lines say where the job is. */
export function liveDisplay(output: TextOutput, clock: Clock, style: Style): JobDisplay {
  const meter = new RateMeter();
  const startedMs = clock.now();
  let name = '';
  let doing = 'preparing';
  let progress: JobProgress | null = null;
  let closed = false;

  const status = (): readonly string[] => {
    if (name === '') return [];
    const head = `${style('bold', name)}  ${doing}`;
    if (progress === null || doing !== 'running')
      return [`${head}  ${style('dim', formatSeconds((clock.now() - startedMs) / 1000))}`];
    const bar = barText(progress);
    const pace = `${bar === null ? '' : `${bar}  `}${paceTexts(progress, meter.rates()).join(' · ')}`;
    return [
      `${head} ${formatSeconds(progress.seconds)}  ${frontierText(progress)}`,
      `  ${style('dim', pace)}`,
    ];
  };
  const region = new LiveRegion(output, clock, status);
  const logs = new FoldedLogs(clock, (line) => region.print(line));
  let cancelTick = () => {};
  const tick = () => {
    region.refresh();
    cancelTick = clock.after(tickMs, tick);
  };
  tick();

  return {
    show(event: JobEvent) {
      if (closed) return;
      if (event.type === 'job') name = event.name;
      else if (event.type === 'state') doing = stateLine(event) ?? event.state;
      else if (event.type === 'progress') {
        progress = event;
        meter.add(event);
      } else {
        const line = eventLine(event, style);
        if (line === null) return;
        if (event.type === 'log') logs.add(line);
        else region.print(line);
      }
      region.refresh();
    },
    note: (line) => region.print(line),
    close() {
      if (!closed) logs.flush();
      closed = true;
      cancelTick();
      region.close();
    },
  };
}
