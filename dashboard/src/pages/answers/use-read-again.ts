import { useQueryClient } from '@tanstack/react-query';

/** Reads all that stands on the page anew. */
export function useReadAgain(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries();
}
