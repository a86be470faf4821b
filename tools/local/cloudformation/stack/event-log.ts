import { appendFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { StackEvent } from "./records";

/** Events of the stacks, a file of JSON lines for each stack. Lines are only ever added. */
export class EventLog {
  readonly #folder: string;
  readonly #events = new Map<string, StackEvent[]>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  append(stack: string, event: StackEvent): void {
    const events = this.#load(stack);
    // The line begins with the line break, so that a line which a crash cut short stays alone.
    appendFileSync(this.#path(stack), `\n${JSON.stringify(event)}`, { mode: 0o600 });
    events.push(event);
  }

  /** Oldest first. */
  list(stack: string): readonly StackEvent[] {
    return this.#load(stack);
  }

  delete(stack: string): void {
    rmSync(this.#path(stack), { force: true });
    this.#events.delete(stack);
  }

  #load(stack: string): StackEvent[] {
    const known = this.#events.get(stack);
    if (known !== undefined) return known;
    const events = readLines(this.#path(stack));
    this.#events.set(stack, events);
    return events;
  }

  #path(stack: string): string {
    return join(this.#folder, `${stack}.jsonl`);
  }
}

function readLines(path: string): StackEvent[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as StackEvent];
    } catch {
      return []; // cut short by a crash
    }
  });
}
