import { colourOf } from '../../parts/colour-of.ts';
import { type CellKind, cellKinds } from '../../state/ribbon.ts';
import type { Timeline } from './live-job.ts';

const height = 56;
const band = { top: 10, height: 38 };
const widestCell = 28;

/** Draws the band of fragments, each cell filled from below by what its fragments are; the frontier is a line in it. */
export function drawRibbon(canvas: HTMLCanvasElement, timeline: Timeline, at: number | null): void {
  const width = canvas.clientWidth;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.clearRect(0, 0, width, height);
  const { cells, cell, newest, frontier } = timeline;
  const count = cells.merged.length;
  const across = Math.min(widestCell * Math.max(count, 1), width) / Math.max(count, 1);
  const gap = across >= 6 ? 1 : 0;
  // On whole pixels, so that no seam shows between cells.
  const snapped = (x: number) => Math.round(x * scale) / scale;
  const colours = new Map(cellKinds.map(({ kind }) => [kind, colourOf(`--${kind}`)]));
  context.fillStyle = colourOf('--sunk');
  context.fillRect(0, band.top, width, band.height);
  for (let index = 0; index < count; index += 1) {
    const left = snapped(index * across);
    const wide = Math.max(snapped((index + 1) * across) - left - gap, 1 / scale);
    const inCell = Math.min(cell, newest - index * cell);
    let bottom = band.top + band.height;
    for (const { kind } of cellKinds) {
      if (kind === 'retried') continue;
      const tall = ((cells[kind][index] ?? 0) / inCell) * band.height;
      if (tall === 0) continue;
      context.fillStyle = colours.get(kind)!;
      // What failed or was left out is to be seen, however few they are.
      const shown = isRare(kind) ? Math.max(tall, 3) : tall;
      context.fillRect(left, bottom - shown, wide, shown);
      bottom -= tall;
    }
    if ((cells.retried[index] ?? 0) > 0) {
      context.fillStyle = colours.get('retried')!;
      context.fillRect(left, 3, Math.max(wide, 1.5), 5);
    }
  }
  if (newest > 0) {
    const x = Math.min(width - 2, (frontier / cell) * across);
    context.fillStyle = colourOf('--frontier');
    context.fillRect(Math.max(0, x - 1), band.top - 4, 2, band.height + 8);
  }
  if (at !== null && at < count) {
    context.strokeStyle = colourOf('--ink');
    context.lineWidth = 1.5;
    context.strokeRect(at * across, band.top - 2, Math.max(across, 2), band.height + 4);
  }
}

function isRare(kind: CellKind): boolean {
  return kind === 'failed' || kind === 'skipped';
}
