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

/** Reads which group it is to guard, then waits for the end of its input, which comes with the end of this process, however it ends. */
const GUARD = `read -r group || exit 0
read -r _
kill -s TERM -- "-$group" || exit 0
left=$1
while [ "$left" -gt 0 ] && kill -s 0 -- "-$group"; do sleep 1; left=$((left - 1)); done
kill -s KILL -- "-$group"`;

/** Sees to it that a group of processes does not outlive this process. */
export interface ProcessGroupGuard {
  /** Begins to guard the group of this first process. */
  guard(leader: number): void;
  callOff(): void;
}

/**
 * Starts a guard: a small shell beside this process, which ends the group even where this process is killed. Started before the group, so
 * that the group is not without one for longer than it takes to write a number. Without a shell on the machine nobody guards.
 */
export function startGuard(graceMs: number): ProcessGroupGuard {
  const seconds = String(Math.ceil(graceMs / 1_000));
  const shell = spawn('/bin/sh', ['-c', GUARD, 'goldsmith-guard', seconds], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  return { guard: (leader) => shell.stdin.write(`${leader}\n`), callOff: () => shell.kill('SIGKILL') };
}
