import { DefaultRenderer, Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput } from "listr2";
import { oneLine } from "../../../../terminal/harmless";
import type { Board } from "./board";

type Task = Pick<ListrTaskWrapper<unknown, never, never>, "title" | "output">;

/** Lines of the terminal that are left free, so that the display never scrolls. */
const MARGIN = 3;
/** Lines that a reader can still follow. */
const MOST_LINES = 12;

/** Without this listr2 writes another display to standard output where that is no terminal, though this one is for standard error. */
class Display extends DefaultRenderer {
  static override readonly nonTTY = true;
}

/** Progress on a terminal: a line of totals with those services below it that are at work. It disappears when all is done. */
export class LiveProgress {
  readonly #board: Board;
  readonly #stream: NodeJS.WriteStream;
  readonly #end = Promise.withResolvers<void>();
  readonly #ended: Promise<unknown>;
  #task: Task | undefined;

  /** @param stream a terminal; nothing else writes to it until `close` has resolved */
  constructor(board: Board, stream: NodeJS.WriteStream) {
    this.#board = board;
    this.#stream = stream;
    const task = {
      title: oneLine(board.view(0).title),
      task: (_: unknown, running: Task): Promise<void> => {
        this.#task = running;
        this.show();
        return this.#end.promise;
      },
    };
    this.#ended = new Listr([task], {
      registerSignalListeners: false,
      renderer: Display,
      rendererOptions: {
        clearOutput: true,
        logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
      },
    }).run();
  }

  /** Shows what the board says now. */
  show(): void {
    if (!this.#task) return;
    const { title, lines } = this.#board.view(
      Math.min(MOST_LINES, (this.#stream.rows ?? MOST_LINES) - MARGIN),
    );
    // The other way to a terminal beside `Output`: it draws with control sequences of its own.
    this.#task.title = oneLine(title);
    this.#task.output = lines.map(oneLine).join("\n");
  }

  /** Gives the terminal back. */
  async close(): Promise<void> {
    this.#end.resolve();
    await this.#ended;
  }
}
