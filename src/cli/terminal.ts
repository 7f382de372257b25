/** Where a command writes: its result to standard output, everything else to standard error. */
export class Terminal {
  readonly #json: boolean;
  readonly #start = performance.now();
  #lastShown = Number.NEGATIVE_INFINITY;
  #openLine = false;

  /** @param json print results as one JSON object instead of text. */
  constructor(json: boolean) {
    this.#json = json;
  }

  /** The command's result. */
  result(value: unknown, text: string): void {
    this.#endLine();
    process.stdout.write(this.#json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
  }

  /** A line for the person who waits. */
  note(line: string): void {
    this.#endLine();
    process.stderr.write(`${line}\n`);
  }

  /** How far the work is. Shown once it has taken a second: on a terminal in place, elsewhere a line every five seconds. */
  progress(line: string): void {
    const now = performance.now();
    if (now - this.#start < 1_000) return;
    if (process.stderr.isTTY) {
      if (now - this.#lastShown < 100) return;
      process.stderr.write(`\r\u001b[2K${line}`);
      this.#openLine = true;
    } else {
      if (now - this.#lastShown < 5_000) return;
      process.stderr.write(`${line}\n`);
    }
    this.#lastShown = now;
  }

  #endLine(): void {
    if (this.#openLine) process.stderr.write('\r\u001b[2K');
    this.#openLine = false;
  }
}
