import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** After SIGKILL nothing runs on for long. */
const AFTER_KILL_MS = 1_000;

const LOOK_EVERY_MS = 25;

/**
 * Ends every process of a group: SIGTERM, and SIGKILL for what still runs after the grace period. Done at once where nothing runs.
 * @param leader the process id of the group's first process, which is the group's own.
 */
export async function endProcessGroup(leader: number, graceMs: number): Promise<void> {
  if (!signalGroup(leader, 'SIGTERM') || (await isGone(leader, graceMs))) return;
  signalGroup(leader, 'SIGKILL');
  await isGone(leader, AFTER_KILL_MS);
}

async function isGone(leader: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (signalGroup(leader, 0) && !areAllDead(leader)) {
    if (performance.now() > deadline) return false;
    await pause(LOOK_EVERY_MS);
  }
  return true;
}

/** @returns false where there is no process in the group. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    // EPERM: there are some, of another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Whether all that is left of a group are the entries of dead processes. A process whose parent has gone keeps its entry until
 * process 1 asks about it, and in a container that may be Goldsmith, which does not.
 */
function areAllDead(group: number): boolean {
  try {
    return readdirSync('/proc').every((pid) => !/^\d+$/.test(pid) || !livesIn(group, pid));
  } catch {
    return false; // Not Linux: what has an entry counts as alive.
  }
}

function livesIn(group: number, pid: string): boolean {
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: pid (name) state parent group ...
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(processGroup) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false; // It has ended meanwhile.
  }
}

/** Waits for the end of its input, which comes with the end of this process, however it ends; then ends the group. */
const GUARD = `read -r _
kill -s TERM -- "-$1" || exit 0
left=$2
while [ "$left" -gt 0 ] && kill -s 0 -- "-$1"; do sleep 1; left=$((left - 1)); done
kill -s KILL -- "-$1"`;

/**
 * Sees to it that a group of processes does not outlive this process, not even where this one is killed: a small shell beside it
 * watches. Without a shell on the machine nobody does.
 * @returns what calls the guard off.
 */
export function guardProcessGroup(leader: number, graceMs: number): () => void {
  const seconds = String(Math.ceil(graceMs / 1_000));
  const guard = spawn('/bin/sh', ['-c', GUARD, 'goldsmith-guard', String(leader), seconds], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  return () => guard.kill('SIGKILL');
}
