/** A user id without rights of its own ("nobody"). */
const NOBODY = 65534;

/** Runs `work` as a user who is held back by file permissions, which root is not. */
export async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid!(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}
