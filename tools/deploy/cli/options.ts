/** An option, as the command line, its help and the documentation have it. */
export interface OptionDefinition {
  /** Placeholder of its value, `<file>`; an option without one is a flag. */
  readonly value?: string;
  /** What it is unless given; of an option with a value. */
  readonly default?: string;
  /** It may be given several times. */
  readonly repeatable?: true;
  /** The rule gives it, so it is not in the help. */
  readonly givenByRule?: "always" | "sometimes";
  /** Member of the table with which it cannot be combined. */
  readonly conflicts?: string;
  /** What the help says of it. */
  readonly description: string;
  /** What the documentation says besides, in Markdown. */
  readonly more?: string;
}

/** Options by their names in code: `allowDataLoss` is `--allow-data-loss`. */
export type OptionTable = Readonly<Record<string, OptionDefinition>>;

type ValueOf<Definition> = Definition extends { repeatable: true }
  ? readonly string[]
  : Definition extends { value: string }
    ? string
    : boolean;

/** Names of the options that have no value unless given. */
type Unset<Table> = {
  [Name in keyof Table]: Table[Name] extends { value: string }
    ? Table[Name] extends { repeatable: true } | { default: string }
      ? never
      : Name
    : never;
}[keyof Table];

/** What a command line gives for a table of options. */
export type OptionsOf<Table> = {
  readonly [Name in Exclude<keyof Table, Unset<Table>>]: ValueOf<Table[Name]>;
} & { readonly [Name in Unset<Table>]?: ValueOf<Table[Name]> };

/** Values that are given without a flag, by their names in code, and what the help says of them. */
export type ArgumentTable = Readonly<Record<string, string>>;

/** What a command line gives for a table of arguments. */
export type ArgumentsOf<Table> = { readonly [Name in keyof Table]?: string };

/** `--allow-data-loss` of `allowDataLoss`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export const COMMON_OPTIONS = {
  manifest: {
    value: "<path>",
    repeatable: true,
    givenByRule: "always",
    description: "a service's manifest; repeatable",
  },
  all: { givenByRule: "sometimes", description: "the manifests are those of all services of the repository" },
  only: {
    value: "<pattern>",
    repeatable: true,
    description: "only these services: //services/..., //services/orders, or a name with *; repeatable",
    more: "Or a target, `//services/orders:orders`. It does not limit what Bazel builds, and says nothing to `env`.",
  },
  env: {
    value: "<name>",
    description: "the environment (default: $FERRY_ENV, else that of //:env -- use, else local)",
  },
  json: {
    description: "print a report as one JSON object on standard output, last",
    more: "See [the report](json-report.md).",
  },
  yes: {
    description: "do not ask for confirmation",
    more: "`destroy` asks, and so does what changes a protected environment.",
  },
} as const satisfies OptionTable;

/** Of the verbs that write, and so take the services' locks. */
export const WRITE_OPTIONS = {
  forceUnlock: {
    description: "take the services' locks even if another deploy holds them",
    more: "It prints who held [them](bucket.md#locks).",
  },
} as const satisfies OptionTable;

/** Of the verbs that change stacks. */
export const STACK_OPTIONS = {
  verbose: {
    description:
      "without a terminal, print every event of the stacks, not only failures and a line every ten seconds",
  },
} as const satisfies OptionTable;

/** Of the verbs that decide which services an environment has of its own. */
export const OVERLAY_OPTIONS = {
  base: {
    value: "<name>",
    description: "make it an overlay: services that do not differ from this environment's are used there",
    more: "Default: that of the deploy before, then `base` in environments.json. See [overlays](environments.md#overlays).",
  },
  with: {
    value: "<service>",
    repeatable: true,
    description: "a service that the overlay has in any case; repeatable",
    more: "This, `--full` and `--listen` are kept for the next deploys, until one of the four is given again.",
  },
  full: { description: "all services are the overlay's own" },
  listen: { description: "the overlay's services also hear events of the base" },
} as const satisfies OptionTable;

/** Of the verbs that compare what is deployed with what the build made. */
export const COMPARE_OPTIONS = {
  detectDrift: {
    description:
      "look at every function; otherwise many are compared with the record of the last deploy, which does not say where an alias points",
    more: "See [how services are observed](calls-and-rates.md).",
  },
} as const satisfies OptionTable;

/** What a verb is run with, whichever it is. */
export type CommonOptions = OptionsOf<typeof COMMON_OPTIONS>;

/** Options that some verbs have, and that mean the same wherever they are. */
export type SharedOptions = Partial<
  OptionsOf<typeof WRITE_OPTIONS & typeof STACK_OPTIONS & typeof COMPARE_OPTIONS>
> & {
  readonly continueRollback?: boolean;
  readonly allowDataLoss?: boolean;
  readonly reseed?: boolean;
};

/** A point in time from which on something is read. */
export function sinceOption<const Default extends string>(ago: Default) {
  return {
    value: "<duration|time>",
    default: ago,
    description: "start of the time range: 30m, 2h, 1d, or an ISO 8601 time",
  } as const;
}
