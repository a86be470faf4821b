import type { PlacedService } from "../plan/names";
import type { LaunchEnvironment } from "./launch-environment";
import type { ArgumentsOf, ArgumentTable, COMMON_OPTIONS, OptionsOf, OptionTable } from "./options";
import type { SummaryForm } from "./report/summary/summary";
import type { ServiceLoader } from "./run/load-services";

/** A verb of the command line, whatever its options are. */
export interface AnyVerb {
  readonly name: string;
  /** What the help says of it. */
  readonly description: string;
  /** What the documentation says besides, in Markdown. */
  readonly more?: string;
  /** Its options besides those that all verbs have. */
  readonly options: OptionTable;
  /** What the command line gives without a flag, in this order: optional values, and what the help says of them. */
  readonly arguments?: ArgumentTable;
  /** Reads the services that it works on: with all that the build made of them, or by their names only. */
  readonly services: ServiceLoader<PlacedService>;
  /**
   * What the first Ctrl-C does. Unless given it stops the verb before its next write, and says that the one under way is finished.
   * `exit`: it ends the process, since nothing is left half done. `quiet`: it stops the verb, and that is how the verb ends.
   */
  readonly interruption?: "exit" | "quiet";
  /** How it sums up what became of the services; absent where it does nothing to them. */
  readonly summary?: SummaryForm;
  /** @returns the exit code */
  run(options: never, launch: LaunchEnvironment): Promise<number>;
}

/** Verbs with a common first word, as `env list` and `env use`. Their names have both words. */
export interface VerbGroup {
  readonly name: string;
  readonly description: string;
  readonly verbs: readonly AnyVerb[];
  /** Each of them has its own. */
  readonly summary?: never;
}

/** A verb with options of known types. */
export interface Verb<
  Table extends OptionTable,
  Service extends PlacedService,
  Arguments extends ArgumentTable,
> extends AnyVerb {
  readonly options: Table;
  readonly arguments?: Arguments;
  readonly services: ServiceLoader<Service>;
  run(
    options: OptionsOf<typeof COMMON_OPTIONS & Table> & ArgumentsOf<Arguments>,
    launch: LaunchEnvironment,
  ): Promise<number>;
}

/** Infers the types of a verb's options from their table. */
export function defineVerb<
  const Table extends OptionTable,
  Service extends PlacedService,
  const Arguments extends ArgumentTable = Record<never, never>,
>(verb: Verb<Table, Service, Arguments>): Verb<Table, Service, Arguments> {
  return verb;
}
