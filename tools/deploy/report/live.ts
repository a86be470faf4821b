import { Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput } from "listr2";
import type { ProgressEvent } from "../apply/event";
import { describe } from "./progress";

/** One service in the display. Events may come before listr2 has begun its task. */
class Line {
  readonly #end = Promise.withResolvers<void>();
  #task: Pick<ListrTaskWrapper<unknown, never, never>, "output"> | undefined;
  #text = "";

  run(task: Pick<ListrTaskWrapper<unknown, never, never>, "output">): Promise<void> {
    this.#task = task;
    if (this.#text !== "") task.output = this.#text;
    return this.#end.promise;
  }

  show(text: string): void {
    this.#text = text;
    if (this.#task) this.#task.output = text;
  }

  finish(failed: boolean): void {
    if (failed) this.#end.reject(new Error("failed"));
    else this.#end.resolve();
    // listr2 may not have asked for it yet.
    this.#end.promise.catch(() => undefined);
  }
}

/** Progress on a terminal: a line per service that tells what is going on, gone when all is done. */
export class LiveProgress {
  readonly #lines: ReadonlyMap<string, Line>;
  /** What is told of several services together. */
  readonly #all: Line | undefined;
  readonly #ended: Promise<unknown>;

  /** @param stream a terminal; nothing else writes to it until `close` has resolved */
  constructor(services: readonly string[], stream: NodeJS.WriteStream) {
    this.#lines = new Map(services.map((service) => [service, new Line()]));
    this.#all = services.length > 1 ? new Line() : undefined;
    const lines = this.#all ? [...this.#lines, ["all services", this.#all] as const] : [...this.#lines];
    const tasks = lines.map(([title, line]) => ({
      title,
      task: (_: unknown, task: Pick<ListrTaskWrapper<unknown, never, never>, "output">) => line.run(task),
    }));
    this.#ended = new Listr(tasks, {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: "default",
      rendererOptions: {
        clearOutput: true,
        showErrorMessage: false,
        logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
      },
    }).run();
  }

  event(event: ProgressEvent): void {
    if (event.type === "estimate") this.#all?.show(describe(event));
    else if (!("service" in event)) {
      for (const line of this.#lines.values()) line.show(describe(event));
    } else if (event.type === "done") this.#lines.get(event.service)?.finish(event.how !== "done");
    else this.#lines.get(event.service)?.show(describe(event));
  }

  /** Ends what has not ended, and gives the terminal back. */
  async close(): Promise<void> {
    for (const line of this.#lines.values()) line.finish(true);
    this.#all?.finish(true);
    await this.#ended;
  }
}
