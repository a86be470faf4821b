import type { z } from "zod";
import { validate } from "../protocol/constraint";
import { methodOf } from "../protocol/json";
import { property } from "../protocol/property";
import { invalidParameter, validationFailed } from "./errors";
import { json, type Route } from "./json-route";

/** An operation of Lambda's API: where it is on the wire, what it takes, and what it does. */
export interface Operation<Context, Schema extends z.ZodType, Output> {
  /** Such as `GET /2015-03-31/functions/{FunctionName}`. */
  readonly route: string;
  /** HTTP status of success. */
  readonly status: number;
  /** Strict: a member that the local account does not support is refused by name. */
  readonly input: Schema;
  readonly run: (context: Context, request: z.output<Schema>) => Output | Promise<Output>;
}

/** Operations by their names in the API's model. */
// biome-ignore lint/suspicious/noExplicitAny: each has an input and an output of its own
export type Operations<Context> = Readonly<Record<string, Operation<Context, any, any>>>;

/** A method for each operation; inputs are checked as on the wire. */
export type Methods<Table> = {
  readonly [Name in keyof Table & string as Uncapitalize<Name>]: Table[Name] extends Operation<
    never,
    infer Schema,
    infer Output
  >
    ? (input: z.input<Schema>) => Promise<Output>
    : never;
};

export function operation<Context, Schema extends z.ZodType, Output>(
  route: string,
  status: number,
  input: Schema,
  run: (context: Context, request: z.output<Schema>) => Output | Promise<Output>,
): Operation<Context, Schema, Output> {
  return { route, status, input, run };
}

export function methodsOf<Context, Table extends Operations<Context>>(
  table: Table,
  context: Context,
): Methods<Table> {
  const methods = Object.entries(table).map(([name, { input, run }]) => [
    methodOf(name),
    async (given: object) => run(context, read(input, given)),
  ]);
  return Object.fromEntries(methods) as Methods<Table>;
}

export function routesOf<Context>(table: Operations<Context>, context: Context): Route[] {
  return Object.entries(table).map(([name, { route, status, input, run }]) =>
    json(name, route, status, async (given) => run(context, read(input, given))),
  );
}

/** Values that mean "the feature is off", and are accepted although the local account does not have the feature. */
const OFF: Readonly<Record<string, (value: unknown) => boolean>> = {
  VpcConfig: (value) => Object.values(value as object).every((member) => !member || isEmptyList(member)),
  Layers: isEmptyList,
  FileSystemConfigs: isEmptyList,
  KMSKeyArn: (value) => value === "",
  SnapStart: (value) => (value as { ApplyOn?: string }).ApplyOn === "None",
  PackageType: (value) => value === "Zip",
};

/**
 * Reads the input of an operation. Throws `InvalidParameterValueException` for a member that the local account does not
 * support, naming it, and `ValidationException` for a value out of bounds, as Lambda does.
 */
export function read<Schema extends z.ZodType>(schema: Schema, input: object): z.output<Schema> {
  const relevant = Object.fromEntries(
    Object.entries(input).filter(([key, value]) => value != null && !property(OFF, key)?.(value)),
  );
  return validate(schema, relevant, (message, violation) =>
    violation === "unsupported" ? invalidParameter(message) : validationFailed(message),
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
