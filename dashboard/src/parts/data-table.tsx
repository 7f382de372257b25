import { type ColumnDef, type RowData, tableFeatures, useTable } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import './stacks.css';

/** Sorting, filters and pages are the server's, and stand in the address; the table only lays out. */
const features = tableFeatures({});

/** A column of a {@link DataTable}. */
export type DataColumn<Row extends RowData> = ColumnDef<typeof features, Row> & {
  id: string;
  meta?: ColumnMeta;
};

interface ColumnMeta {
  isNumber?: boolean;
  /** What the row is about: where the row is a block, it stands there on a line of its own, without its label. */
  isMain?: boolean;
  /** The header in words, where it is none. */
  label?: string;
}

/** A phone has room for so many; of a table with more, each row is a block there. */
const ABREAST = 4;

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
  const place = props.columns.length > ABREAST ? 'scrolls stacks' : 'scrolls';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard, too.
    <section className={place} aria-label={props.caption} tabIndex={0}>
      <table>
        <caption className="hidden">{props.caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" className={classOf(header.column.columnDef)}>
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
                <td
                  key={cell.id}
                  className={classOf(cell.column.columnDef)}
                  data-label={labelOf(cell.column.columnDef)}
                >
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

/** What of a column's definition says how it looks. */
interface Column {
  header?: unknown;
  meta?: unknown;
}

function classOf({ meta }: Column): string | undefined {
  const { isNumber, isMain } = (meta ?? {}) as ColumnMeta;
  if (isNumber) return 'number';
  return isMain ? 'main' : undefined;
}

function labelOf({ header, meta }: Column): string | undefined {
  const { isMain, label } = (meta ?? {}) as ColumnMeta;
  if (isMain) return undefined;
  return label ?? (typeof header === 'string' ? header : undefined);
}
