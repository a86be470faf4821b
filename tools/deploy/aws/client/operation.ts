/** What an operation does to the account: `invoke` runs code, which is neither reading nor changing what is deployed. */
export type OperationKind = "read" | "write" | "invoke";

/** Sorts an operation by its name in the API's model; what is not known to read is taken to write. */
export function operationKind(operation: string): OperationKind {
  if (/^(Get|List|Describe|Head|Filter|BatchGet|StartLiveTail)/.test(operation)) return "read";
  return operation === "Invoke" ? "invoke" : "write";
}
