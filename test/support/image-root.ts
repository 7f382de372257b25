import { execFile, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How something runs within an {@link ImageRoot}. */
export interface RunWithin {
  env?: Record<string, string>;
  cwd?: string;
  /** `user:group`, by number. */
  user?: string;
}

/**
 * What stands for a container of the image `node:24-slim` where there is no container engine: a root of its own, which is this
 * machine's Debian with Node 24, and what is changed in it. Takes root and overlayfs.
 */
export class ImageRoot {
  /** Where it is seen from outside. */
  readonly path: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'root');
  }

  /** Whether there can be one on this machine. */
  static get isPossible(): boolean {
    if (process.getuid?.() !== 0) return false;
    const filesystems = readFileSync('/proc/filesystems', 'utf8');
    return /\boverlay\b/.test(filesystems) && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  }

  static async open(): Promise<ImageRoot> {
    const folder = await mkdtemp(join(tmpdir(), 'goldsmith-image-'));
    const image = new ImageRoot(folder);
    const layers = ['upper', 'work'].map((name) => join(folder, name));
    for (const path of [image.path, ...layers]) mkdirSync(path);
    const [upper, work] = layers;
    // As a root's, or nobody but root finds the way in.
    for (const path of [folder, upper]) chmodSync(path, 0o755);
    await run('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=/,upperdir=${upper},workdir=${work}`, image.path]);
    copyFileSync(process.execPath, join(image.path, 'usr/local/bin/node'));
    appendFileSync(join(image.path, 'etc/passwd'), 'node:x:1000:1000::/home/node:/bin/sh\n');
    appendFileSync(join(image.path, 'etc/group'), 'node:x:1000:\n');
    return image;
  }

  /** Runs a command to its end. */
  async run(command: string[], how: RunWithin = {}): Promise<string> {
    const { stdout } = await run('unshare', this.#isolated(command, how), { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  /** Starts a command as the first process of its own process tree, as a container's is, which no signal ends by itself. */
  start(command: string[], how: RunWithin): StartedWithin {
    return new StartedWithin(spawn('unshare', this.#isolated(command, how)));
  }

  /** Lets go of it and of all that was changed in it. */
  async close(): Promise<void> {
    await run('umount', ['--lazy', this.path]);
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** With processes and devices of its own, as a container has them. */
  #isolated(command: string[], how: RunWithin): string[] {
    const inner = this.within(command, how).map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const mounts = `mount -t proc proc ${this.path}/proc && mount --rbind /dev ${this.path}/dev`;
    return ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', `${mounts} && exec ${inner.join(' ')}`];
  }

  /** The words of a command that runs it within. */
  within(command: string[], { env = {}, cwd = '/', user = '0:0' }: RunWithin): string[] {
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    const settings = Object.entries({ PATH: path, HOME: user === '0:0' ? '/root' : '/tmp', ...env });
    const enter = ['chroot', `--userspec=${user}`, this.path, '/usr/bin/env', '-i', `--chdir=${cwd}`];
    return [...enter, ...settings.map(([name, value]) => `${name}=${value}`), ...command];
  }
}

/** A command that runs as the first process of its own tree. */
export class StartedWithin {
  readonly #outer: ReturnType<typeof spawn>;
  readonly ended: Promise<number | null>;
  stderr = '';

  constructor(outer: ReturnType<typeof spawn>) {
    this.#outer = outer;
    this.ended = new Promise((resolve) => outer.once('close', resolve));
    outer.stderr!.setEncoding('utf8').on('data', (part) => {
      this.stderr += part;
    });
  }

  get isRunning(): boolean {
    return this.#outer.exitCode === null && this.#outer.signalCode === null;
  }

  /**
   * Its number as this machine counts.
   * @throws Error before it has begun, and once it has ended.
   */
  get pid(): number {
    const { pid } = this.#outer;
    const child = this.isRunning ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim() : '';
    // 0 would be this very process and all beside it.
    if (!/^[1-9]\d*$/.test(child)) throw new Error(`it does not run:\n${this.stderr}`);
    return Number(child);
  }

  /** Sends a signal to that very process. */
  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Ends it, if it still runs. */
  async stop(): Promise<void> {
    // With it ends its whole tree.
    this.#outer.kill('SIGKILL');
    await this.ended;
  }
}
