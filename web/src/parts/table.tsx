import type { ComponentChildren } from 'preact';

export interface TableColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly align?: 'end';
  /** It says what the row is about. */
  readonly head?: true;
  /** The title is for screen readers alone. */
  readonly untitled?: true;
}

/** A table of few rows, which scrolls by itself where it is wider than the page, or taller than `tall` lets it be. */
export function Table<Row>({
  label,
  columns,
  rows,
  idOf,
  classOf = () => '',
  tall = false,
}: {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row, index: number) => string | number;
  readonly classOf?: (row: Row) => string;
  readonly tall?: boolean;
}) {
  return (
    <div
      class={tall ? 'scroll tall' : 'scroll'}
      tabIndex={0}
      role="region"
      aria-label={`${label}, as a table`}
    >
      <table>
        <thead>
          <tr>
            {columns.map(({ title, align, untitled }) => (
              <th key={title} scope="col" class={align ?? ''}>
                {untitled === true ? <span class="unseen">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={idOf(row, index)} class={classOf(row)}>
              {columns.map(({ title, cell, align, head }) =>
                head === true ? (
                  <th key={title} scope="row" class={align ?? ''}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={title} class={align ?? ''}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
