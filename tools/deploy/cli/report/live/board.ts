import type { ProgressEvent } from "../../../context/progress-event";
import { describe } from "./progress";

/** What the live display shows: one line of totals, and a line for each service at work. */
export interface View {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Follows the events of a run and says what a terminal should show of it, however many services there are. */
export class Board {
  readonly #services: readonly string[];
  readonly #noun: string;
  /** Services at work, in the order in which they began, each with what it does. */
  readonly #working = new Map<string, string>();
  readonly #ended = { done: 0, failed: 0, skipped: 0 };
  /** What concerns all services. */
  #notice: string | undefined;
  #interrupted = false;

  constructor(services: readonly string[], noun: "service" | "environment" = "service") {
    this.#services = services;
    this.#noun = noun;
  }

  event(event: ProgressEvent): void {
    if (event.type === "interrupted") this.#interrupted = true;
    else if (event.type === "done") {
      this.#working.delete(event.service);
      this.#ended[event.how]++;
    } else if ("service" in event) {
      this.#working.set(event.service, describe(event));
      this.#notice = undefined;
    } else this.#notice = describe(event);
  }

  /** @param rows that the lines may take; what does not fit is counted in the last one */
  view(rows: number): View {
    const working = [...this.#working];
    const width = Math.max(0, ...working.map(([service]) => service.length));
    const alone = this.#services.length === 1;
    const lines = [
      ...(this.#interrupted ? [describe({ type: "interrupted" })] : []),
      ...(this.#notice === undefined ? [] : [this.#notice]),
      ...working.map(([service, text]) => (alone ? text : `${service.padEnd(width)}   ${text}`)),
    ];
    const room = Math.max(1, rows);
    const hidden = lines.length - room + 1;
    return {
      title: this.counts ?? this.#services[0] ?? "",
      lines: lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${hidden} more at work`],
    };
  }

  /** How many of several services have ended; undefined for one alone. */
  get counts(): string | undefined {
    if (this.#services.length === 1) return undefined;
    const { done, failed, skipped } = this.#ended;
    return [
      `${done + failed + skipped} of ${this.#services.length} ${this.#noun}s done`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ].join(" · ");
  }
}
