import { Listr, ListrLogger, ProcessOutput } from "listr2";
import type { ProgressEvent } from "./event";
import { describe } from "./progress";

interface Line {
  show(text: string): void;
  finish(failed: boolean): void;
}

/** Progress on a terminal: a line per service that tells what is going on, gone when all is done. */
export class LiveProgress {
  readonly #lines = new Map<string, Line>();
  readonly #ended: Promise<unknown>;

  /** @param stream a terminal; nothing else writes to it until `close` has resolved */
  constructor(services: readonly string[], stream: NodeJS.WriteStream) {
    const list = new Listr(
      services.map((service) => ({
        title: service,
        task: (_: unknown, task): Promise<void> =>
          new Promise((resolve, reject) => {
            this.#lines.set(service, {
              show: (text) => {
                task.output = text;
              },
              finish: (failed) => (failed ? reject(new Error("failed")) : resolve()),
            });
          }),
      })),
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        renderer: "default",
        rendererOptions: {
          clearOutput: true,
          showErrorMessage: false,
          logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
        },
      },
    );
    this.#ended = list.run();
  }

  event(event: ProgressEvent): void {
    if (!("service" in event)) {
      for (const line of this.#lines.values()) line.show(describe(event));
    } else if (event.type === "done") this.#lines.get(event.service)?.finish(event.failed);
    else this.#lines.get(event.service)?.show(describe(event));
  }

  /** Ends what has not ended, and gives the terminal back. */
  async close(): Promise<void> {
    for (const line of this.#lines.values()) line.finish(true);
    await this.#ended;
  }
}
