/** dynalite 4 has no types. These are of its inner modules: what its own HTTP server is made of. */

interface DynaliteValidation {
  /** The operation's parameters; those that are not named here dynalite ignores. */
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom?: unknown;
}

type DynaliteCallback = (error: Error | null, result?: unknown) => void;

type DynaliteAction = (store: unknown, data: object, callback: DynaliteCallback) => void;

declare module "dynalite/validations" {
  /** Both throw errors with `statusCode` and `body`. */
  export function checkTypes(data: object, types: DynaliteValidation["types"]): object;
  export function checkValidations(
    data: object,
    types: DynaliteValidation["types"],
    custom: DynaliteValidation["custom"],
    store: unknown,
  ): void;
}

declare module "dynalite/db" {
  const db: import("./index-entries").IndexFunctions;
  export = db;
}

declare module "dynalite/actions/*" {
  const action: DynaliteAction;
  export = action;
}

declare module "dynalite/validations/*" {
  const validation: DynaliteValidation;
  export = validation;
}
