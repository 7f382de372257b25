/**
 * Does some work on every item as they come, several at once.
 * @param atOnce how many at most.
 * @param work says whether to go on with further items; what others have begun is finished.
 * @throws the first error, once the work that had begun has ended; no more is begun after it.
 */
export async function eachAtOnce<Item>(
  items: AsyncGenerator<Item>,
  atOnce: number,
  work: (item: Item) => Promise<'go on' | 'stop'>,
): Promise<void> {
  let isOver = false;
  const worker = async () => {
    try {
      while (!isOver) {
        const next = await items.next();
        if (next.done || isOver) return;
        if ((await work(next.value)) === 'stop') isOver = true;
      }
    } catch (error) {
      isOver = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  await items.return(undefined);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
