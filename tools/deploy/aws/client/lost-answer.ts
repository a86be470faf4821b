import { FerryError } from "../../error";
import { type Conflict, translate } from "./failure";
import { failureKind } from "./retry";

/** The answer to a write did not come, or says nothing: it may have taken effect. Look before it is sent again. */
export class LostAnswer extends FerryError {
  constructor({ code, message, next, cause }: FerryError) {
    super(code, message, { cause, ...(next === undefined ? {} : { next }) });
    this.name = "LostAnswer";
  }
}

/** As `translate`, for what a write threw: a `LostAnswer` where nobody knows whether it took effect. */
export function translateWrite(thrown: unknown, operation: string): Conflict | FerryError {
  const failure = translate(thrown, operation);
  const lost = failureKind(thrown) === "ambiguous" && failure instanceof FerryError;
  return lost ? new LostAnswer(failure) : failure;
}
