import { TRIGGER_KINDS, type TriggerKind } from "./trigger-kinds";

/** An event of a shape that no trigger has. */
export class UnknownEventError extends Error {
  override readonly name = "UnknownEventError";

  /** @param shape the event's type and the names of its members: never a value */
  constructor(service: string, shape: string) {
    const sources = Object.values(TRIGGER_KINDS).map(({ source }) => source);
    super(
      `${service} was invoked with ${shape}, which is the shape of no trigger; it accepts ${sources.join(", ")}`,
    );
  }
}

/** An event of a known shape, from a trigger that the service's code does not have. */
export class UnknownTriggerError extends Error {
  override readonly name = "UnknownTriggerError";

  /**
   * @param trigger its key, or its ARN if it does not belong to this function
   * @param known the keys of that kind that the code has
   */
  constructor(service: string, kind: TriggerKind, trigger: string, known: readonly string[]) {
    const knows = known.length > 0 ? `only ${known.join(", ")}` : "none";
    super(
      `${service} was invoked by the ${kind} ${trigger}, and of this kind it handles ${knows}; ` +
        "handle it in defineService, or remove it from stack.ts",
    );
  }
}

/** What a trigger delivered is not what its schema says: repeating it will not help. */
export class InvalidInputError extends Error {
  override readonly name = "InvalidInputError";

  /** @param problems where the input is wrong and what the schema wants: no values */
  constructor(
    what: string,
    readonly problems: readonly string[],
  ) {
    super(`${what} is not valid: ${problems.join("; ")}`);
  }
}

/** Environment variables are missing or not as they should be. */
export class VariablesError extends Error {
  override readonly name = "VariablesError";

  constructor(service: string, problems: readonly string[]) {
    super(
      `environment variables of ${service} are missing or not valid: ${problems.join("; ")}; stack.ts sets them`,
    );
  }
}

/** The invocation's time is nearly over. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";

  constructor(milliseconds: number) {
    super(
      `no answer after ${milliseconds} ms, which is nearly all of the function's time; a dependency hangs or the timeout is too short`,
    );
  }
}
