import { FerryError } from "../../error";
import { type Conflict, translate } from "./failure";
import { failureKind } from "./retry";

/** The response to a write was lost or inconclusive: it may have taken effect. Check before retrying. */
export class LostAnswer extends FerryError {
  constructor({ code, message, next, cause }: FerryError) {
    super(code, message, { cause, ...(next === undefined ? {} : { next }) });
    this.name = "LostAnswer";
  }
}

/** Like `translate`, for a write: a `LostAnswer` if it is unknown whether it took effect. */
export function translateWrite(thrown: unknown, operation: string): Conflict | FerryError {
  const failure = translate(thrown, operation);
  const lost = failureKind(thrown) === "ambiguous" && failure instanceof FerryError;
  return lost ? new LostAnswer(failure) : failure;
}
