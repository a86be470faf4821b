import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { killFamily } from "./kill-family";
import { frameDecoder, lineDecoder, type OutputDecoder, type OutputRecord } from "./output";
import { peakMemoryKib } from "./peak-memory";

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface FunctionProcessOptions {
  readonly node: string;
  readonly bootstrap: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The variable, as `NAME=value`, that only this process has. */
  readonly mark: string;
  /** MB. */
  readonly memorySize: number;
  readonly onOutput: (records: OutputRecord[]) => void;
}

/** One Node process that runs function code, what it starts itself, and what it prints. */
export class FunctionProcess {
  /** Resolves when the process has ended and all of its output has been read. */
  readonly exited: Promise<ProcessExit>;
  readonly #child: ChildProcess;
  readonly #mark: string;
  #killed = false;
  #arrivals = 0;

  constructor(options: FunctionProcessOptions) {
    this.#mark = options.mark;
    // Lambda gives V8 nine tenths of the memory setting for its old space; function code sees an out-of-memory abort alike.
    const heap = Math.floor(options.memorySize * 0.9);
    this.#child = spawn(options.node, [`--max-old-space-size=${heap}`, options.bootstrap], {
      cwd: options.cwd,
      env: options.env,
      // It leads a process group, which is killed with it.
      detached: true,
      // stdin, stdout, stderr, framed log stream, lifeline
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    });
    const [, stdout, stderr, frames] = this.#child.stdio as Readable[];
    const outputs: [Readable | undefined, OutputDecoder][] = [
      [frames, frameDecoder()],
      [stdout, lineDecoder()],
      [stderr, lineDecoder()],
    ];
    for (const [stream, decoder] of outputs) {
      stream?.on("data", (chunk: Buffer) => {
        this.#arrivals++;
        options.onOutput(decoder.push(chunk));
      });
      stream?.on("end", () => options.onOutput(decoder.flush()));
      stream?.on("error", () => undefined);
    }
    this.exited = new Promise((resolve) => {
      this.#child.once("error", (error) => {
        options.onOutput([{ message: `cannot start ${options.node}: ${error.message}` }]);
        resolve({ code: 1, signal: null });
      });
      // Not "close": what the process itself started may hold the pipes open for long.
      this.#child.once("exit", (code, signal) => {
        // Nothing outlives it, as nothing outlives an execution environment.
        this.kill();
        this.drainOutput().then(() => {
          this.#closeOutput();
          resolve({ code, signal });
        });
      });
    });
  }

  /**
   * Resolves when nothing that the process printed before it answered is still on its way: the bytes were in the pipes by
   * then, so a turn of the event loop without an arrival means that they have been read.
   */
  async drainOutput(): Promise<void> {
    for (let seen = -1; seen !== this.#arrivals; ) {
      seen = this.#arrivals;
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    }
  }

  /** Most memory in KiB that the process has held, while it runs and where the system reports it. */
  get peakMemoryKib(): number | undefined {
    return this.#child.pid === undefined ? undefined : peakMemoryKib(this.#child.pid);
  }

  /** With all that it has started. At a timeout, Lambda gives the process no time to shut down. */
  kill(): void {
    if (this.#killed || this.#child.pid === undefined) return;
    this.#killed = true;
    killFamily(this.#child.pid, this.#mark);
  }

  #closeOutput(): void {
    for (const stream of this.#child.stdio) stream?.destroy();
  }
}
