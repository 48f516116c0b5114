import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** As `flex` of its cells: how it grows and shrinks, and how wide it is before that. */
  readonly flex: string;
  readonly align?: 'end';
  /** The title is for screen readers alone. */
  readonly untitled?: true;
  /** Where the page is narrow, columns of a higher number go first; left out: it always stays. */
  readonly leaves?: 1 | 2 | 3;
}

interface GridProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** How many rows there are with those that are still to be loaded; left out: these are all. */
  readonly total?: number;
  readonly onOpen?: (row: Row) => void;
  /** Space picks a row. */
  readonly onPick?: (row: Row) => void;
  readonly isPicked?: (row: Row) => boolean;
  /** Called when the last rows come into view. */
  readonly onEnd?: () => void;
}

const rowHeight = 30;
const rowsAround = 8;

/**
 * A table of any number of rows, of which those in view are drawn. The arrows, Page Up and Down, Home and End move in
 * it, Enter opens a row and Space picks it; the focus stays with the table, which names the row where it is.
 */
export function Grid<Row>({
  label,
  columns,
  rows,
  idOf,
  total = rows.length,
  onOpen,
  onPick,
  isPicked,
  onEnd,
}: GridProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const active = useSignal<string | null>(null);
  useLayoutEffect(() => {
    const element = frame.current!;
    const observer = new ResizeObserver(() => (height.value = element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const first = Math.max(0, Math.floor(top.value / rowHeight) - rowsAround);
  const last = Math.min(rows.length, Math.ceil((top.value + height.value) / rowHeight) + rowsAround);
  useEffect(() => {
    if (last >= rows.length && rows.length < total) onEnd?.();
  }, [last, rows.length, total]);
  const at = rows.findIndex((row) => idOf(row) === active.value);
  const move = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    if (row === undefined) return;
    active.value = idOf(row);
    const element = frame.current!;
    const head = rowHeight;
    const [from, end] = [index * rowHeight, (index + 1) * rowHeight + head];
    if (from < element.scrollTop) element.scrollTop = from;
    else if (end > element.scrollTop + element.clientHeight) element.scrollTop = end - element.clientHeight;
  };
  const page = Math.max(1, Math.floor(height.value / rowHeight) - 2);
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: rows.length - 1,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== frame.current) return;
    const to = moves[event.key];
    const row = rows[at];
    if (to !== undefined) move(to);
    else if (event.key === 'Enter' && row !== undefined) onOpen?.(row);
    else if (event.key === ' ' && row !== undefined && onPick !== undefined) onPick(row);
    else return;
    event.preventDefault();
  };
  const classOf = ({ align, leaves }: Column<Row>) =>
    [align ?? '', leaves === undefined ? '' : `leaves-${leaves}`].join(' ').trim();
  return (
    <div
      ref={frame}
      class="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-multiselectable={onPick !== undefined}
      aria-activedescendant={at >= first && at < last && at !== -1 ? `row-${active.value}` : undefined}
      tabIndex={0}
      onScroll={(event) => (top.value = event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (at === -1 && rows.length > 0) active.value = idOf(rows[first]!);
      }}
    >
      <div class="grid-head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <div key={column.key} role="columnheader" class={classOf(column)} style={{ flex: column.flex }}>
            {column.untitled === true ? <span class="unseen">{column.title}</span> : column.title}
          </div>
        ))}
      </div>
      <div class="grid-body" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, last).map((row, index) => {
          const id = idOf(row);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the table itself hears the keys
            <div
              key={id}
              id={`row-${id}`}
              role="row"
              aria-rowindex={first + index + 2}
              aria-selected={isPicked?.(row)}
              class={id === active.value ? 'grid-row active' : 'grid-row'}
              style={{ transform: `translateY(${(first + index) * rowHeight}px)` }}
              onClick={() => (active.value = id)}
              onDblClick={() => onOpen?.(row)}
            >
              {columns.map((column) => (
                <div key={column.key} role="gridcell" class={classOf(column)} style={{ flex: column.flex }}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
