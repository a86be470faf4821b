import { AwsError } from "../../protocol/error";

/** A parameter tree of the query protocol: texts, lists and structures. */
export type QueryValue = string | QueryValue[] | { [name: string]: QueryValue };

/**
 * Turns the flat parameters of the query protocol into values: `Tags.member.1.Key=a` is `{Tags: [{Key: "a"}]}`.
 * An empty list is sent as `Tags=`, and stays an empty text.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function decodeQuery(parameters: URLSearchParams): Record<string, QueryValue> {
  const root = new Map<string, Node>();
  for (const [path, value] of parameters) {
    const names = path.split(".");
    if (names.length > MAX_NAMES) {
      throw new AwsError(
        "ValidationError",
        400,
        `a parameter has more than ${MAX_NAMES} names: ${path.slice(0, 80)}…`,
      );
    }
    insert(root, names, value);
  }
  return Object.fromEntries([...root].map(([name, node]) => [name, decode(node)]));
}

/** Far more names in one parameter than any operation has. */
const MAX_NAMES = 100;

type Node = string | Map<string, Node>;

function insert(parent: Map<string, Node>, path: readonly string[], value: string): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    parent.set(name, value);
    return;
  }
  const known = parent.get(name);
  const child = known instanceof Map ? known : new Map<string, Node>();
  parent.set(name, child);
  insert(child, rest, value);
}

function decode(node: Node): QueryValue {
  if (typeof node === "string") return node;
  const members = node.get("member");
  if (node.size === 1 && members instanceof Map) {
    const numbered = [...members].sort(([a], [b]) => Number(a) - Number(b));
    return numbered.map(([, item]) => decode(item));
  }
  return Object.fromEntries([...node].map(([name, item]) => [name, decode(item)]));
}
