import { type ColumnDef, type RowData, tableFeatures, useTable } from '@tanstack/react-table';
import type { ReactNode } from 'react';

/** Sorting, filters and pages are the server's, and stand in the address; the table only lays out. */
const features = tableFeatures({});

/** A column of a {@link DataTable}. */
export type DataColumn<Row extends RowData> = ColumnDef<typeof features, Row> & {
  id: string;
  meta?: { isNumber?: boolean };
};

/** What a {@link DataTable} shows. */
export interface DataTableProps<Row extends RowData> {
  /** What the rows are, for those who hear the page. */
  caption: string;
  columns: DataColumn<Row>[];
  rows: Row[];
  /** Shown where there is no row: says what to do. */
  empty: ReactNode;
}

/** Rows of the same kind. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const table = useTable({ features, columns: props.columns, data: props.rows });
  if (props.rows.length === 0) return <p className="empty">{props.empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard, too.
    <section className="scrolls" aria-label={props.caption} tabIndex={0}>
      <table>
        <caption className="hidden">{props.caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" className={numberClass(header.column.columnDef.meta)}>
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={numberClass(cell.column.columnDef.meta)}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function numberClass(meta: unknown): string | undefined {
  return (meta as { isNumber?: boolean } | undefined)?.isNumber ? 'number' : undefined;
}
