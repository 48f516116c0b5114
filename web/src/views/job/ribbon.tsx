import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from '../../app/app.ts';
import { counted, formatNumber } from '../../show/quantities.ts';
import { type CellKind, cellKinds, cellRange, cellText, ribbonText } from '../../state/ribbon.ts';
import type { Timeline } from './live-job.ts';
import { drawRibbon } from './ribbon-drawing.ts';

/**
 * The band of all fragments from 1 to the newest, at most some 600 cells of as many fragments each, with the merge
 * frontier as a line in it. The arrows go from cell to cell and tell what is in it, as pointing at one does.
 */
export function Ribbon({ timeline }: { readonly timeline: Timeline }) {
  const { theme } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useSignal(0);
  const at = useSignal<number | null>(null);
  const cells = timeline.cells.merged.length;
  useLayoutEffect(() => {
    const element = canvas.current!;
    const observer = new ResizeObserver(() => (width.value = element.clientWidth));
    observer.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => drawRibbon(element, timeline, at.value);
    scheme.addEventListener('change', redraw);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', redraw);
    };
  }, []);
  useLayoutEffect(
    () => drawRibbon(canvas.current!, timeline, at.value),
    [timeline, width.value, at.value, theme.name.value],
  );
  const point = (event: PointerEvent) => {
    const { left, width: across } = canvas.current!.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / across) * cells);
    at.value = index >= 0 && index < cells ? index : null;
  };
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: (at.value ?? -1) + 1,
    ArrowLeft: (at.value ?? cells) - 1,
    PageDown: (at.value ?? -1) + 20,
    PageUp: (at.value ?? cells) - 20,
    Home: 0,
    End: cells - 1,
  };
  const told = at.value !== null && at.value < cells ? cellText(timeline, at.value) : ribbonText(timeline);
  return (
    <section class="ribbon" aria-label="Fragments">
      <canvas
        ref={canvas}
        role="img"
        aria-label={told}
        tabIndex={0}
        onPointerMove={point}
        onPointerLeave={() => (at.value = null)}
        onBlur={() => (at.value = null)}
        onKeyDown={(event) => {
          const to = moves[event.key];
          if (to === undefined || cells === 0) return;
          at.value = Math.max(0, Math.min(cells - 1, to));
          event.preventDefault();
        }}
      />
      <p class="ribbon-told" aria-live={at.value === null ? 'off' : 'polite'}>
        {told}
      </p>
      <ul class="legend">
        {cellKinds.map(({ kind, word }) => (
          <li key={kind}>
            <span class={`swatch ${kind}`} aria-hidden="true" /> {word}{' '}
            <b>{formatNumber(totalOf(timeline, kind))}</b>
          </li>
        ))}
        <li>
          <span class="swatch frontier" aria-hidden="true" /> merge frontier{' '}
          <b>{formatNumber(timeline.frontier)}</b>
        </li>
        {timeline.cell > 1 && <li class="dim">one cell is {counted(timeline.cell, 'fragment')}</li>}
      </ul>
      <span class="unseen">{cellRange(timeline, Math.max(0, cells - 1))}</span>
    </section>
  );
}

function totalOf({ cells }: Timeline, kind: CellKind): number {
  return cells[kind].reduce((sum, count) => sum + count, 0);
}
