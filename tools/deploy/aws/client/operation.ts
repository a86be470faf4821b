/** How an operation affects the account: `invoke` runs code, which is neither a read nor a write. */
export type OperationKind = "read" | "write" | "invoke";

/** Classifies an operation by its name in the API's model; unknown operations count as writes. */
export function operationKind(operation: string): OperationKind {
  if (/^(Get|List|Describe|Head|Filter|BatchGet|StartLiveTail)/.test(operation)) return "read";
  return operation === "Invoke" ? "invoke" : "write";
}
