/** How long the event loop was held up. */
export interface HeldUp {
  /** The longest that the event loop did not come round, milliseconds; while other processes had the core, too. */
  heldMs: number;
  /** The longest that it worked without coming round, milliseconds of its thread's processor time. */
  workedMs: number;
}

/**
 * The longest stretches from now on in which the event loop did not come round to a timer of a millisecond; the returned function
 * ends the watch and tells them. While the loop is idle and the machine wakes it late, nothing is held up by what it does: that is
 * left out.
 */
export function watchEventLoop(): () => HeldUp {
  const longest = { heldMs: 0, workedMs: 0 };
  let last = { loop: performance.eventLoopUtilization(), worked: threadMs() };
  const look = () => {
    const now = { loop: performance.eventLoopUtilization(), worked: threadMs() };
    longest.heldMs = Math.max(longest.heldMs, now.loop.active - last.loop.active);
    longest.workedMs = Math.max(longest.workedMs, now.worked - last.worked);
    last = now;
  };
  const timer = setInterval(look, 1);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

/** This thread's processor time so far, milliseconds. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
