import { useApp } from '../../app/app.ts';
import { formatShortTime } from '../../show/quantities.ts';
import { shortTime } from '../../show/times.ts';
import { clockWords } from '../../show/words.ts';
import type { Timeline } from './live-job.ts';

/** How long each stage of the job took or has taken so far, so that a slow start is told apart from slow work. */
export function StageClocks({
  stages,
  live,
}: {
  readonly stages: Timeline['stages'];
  readonly live: boolean;
}) {
  const { now } = useApp();
  if (stages.length === 0) return null;
  const begin = Math.min(...stages.map(({ startedAtMs }) => startedAtMs));
  // A stage may have begun since the page last looked at its clock, or by a clock that is ahead of it.
  const endOf = ({ startedAtMs, endedAtMs }: Timeline['stages'][number]) =>
    Math.max(startedAtMs, endedAtMs ?? (live ? now.value : begin));
  const whole = Math.max(1, Math.max(...stages.map(endOf)) - begin);
  return (
    <section aria-label="Stages">
      <h2>Stages</h2>
      <ul class="clocks">
        {stages.map((stage) => {
          const tookMs = endOf(stage) - stage.startedAtMs;
          const from = ((stage.startedAtMs - begin) / whole) * 100;
          return (
            <li key={stage.stage}>
              <span class="clock-name">{clockWords[stage.stage] ?? stage.stage}</span>
              <span class="clock-band" aria-hidden="true">
                <span
                  class={stage.endedAtMs === null && live ? 'clock-bar on' : 'clock-bar'}
                  style={{
                    left: `${from.toFixed(2)}%`,
                    width: `${Math.max((tookMs / whole) * 100, 0.4).toFixed(2)}%`,
                  }}
                />
              </span>
              <span class="clock-time" title={`began ${shortTime(stage.startedAtMs, now.value)}`}>
                {formatShortTime(tookMs / 1000)}
                {stage.endedAtMs === null && live ? ' …' : ''}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
