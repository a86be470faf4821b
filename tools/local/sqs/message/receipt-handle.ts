import { receiptHandleIsInvalid } from "../errors";

/** What a receipt handle stands for: one receive of one message. */
export interface Receipt {
  readonly queue: string;
  readonly sequence: number;
  /** Another one for each receive. */
  readonly receipt: string;
}

export function receiptHandle({ queue, sequence, receipt }: Receipt): string {
  return Buffer.from(JSON.stringify([queue, sequence, receipt])).toString("base64");
}

/** @throws AwsError (ReceiptHandleIsInvalid), also for a handle of another queue */
export function readReceiptHandle(handle: string, queue: string): Receipt {
  try {
    const [name, sequence, receipt] = JSON.parse(Buffer.from(handle, "base64").toString("utf8")) as unknown[];
    if (name === queue && typeof sequence === "number" && typeof receipt === "string") {
      return { queue, sequence, receipt };
    }
  } catch {
    // Not a handle of this account: refused below.
  }
  throw receiptHandleIsInvalid(handle);
}
