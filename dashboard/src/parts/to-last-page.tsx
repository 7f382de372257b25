import type { UseQueryResult } from '@tanstack/react-query';
import { Navigate, useSearchParams } from 'react-router';

/** Leads to the last page of a list from one behind it, as where rows have gone since. */
export function ToLastPage(props: { asked: UseQueryResult<{ total: number }>; page: number; limit: number }) {
  const { asked, page, limit } = props;
  const [address] = useSearchParams();
  // How many rows another filter has says nothing of this one.
  if (!asked.data || asked.isPlaceholderData) return null;
  const last = lastPage(asked.data.total, limit);
  if (page <= last) return null;
  const changed = new URLSearchParams(address);
  changed.set('page', String(last));
  return <Navigate to={{ search: changed.toString() }} replace />;
}

/** The number of a list's last page; an empty list has one page. */
export function lastPage(total: number, limit: number): number {
  return Math.max(1, Math.ceil(total / limit));
}
