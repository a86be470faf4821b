import type { TriggerKind } from "../../../platform/runtime/trigger-kinds";
import { patternOf } from "../../cloudformation/pattern";
import type { StackFunction } from "./function";
import type { Found } from "./trigger";

/** A trigger whose key is in its physical name. */
interface Named {
  readonly kind: TriggerKind;
  readonly where: string;
  /** The physical name, or an ARN that ends in it. */
  readonly name: unknown;
  readonly lambda: StackFunction;
}

/** Reads the key as platform/runtime does: the physical name is `<function>-<key>`, with `.fifo` where order is kept. */
export function keyOf({ kind, where, name, lambda }: Named): Found {
  const prefix = `\${Environment}-${lambda.name}-`;
  const pattern = patternOf(name);
  // An ARN may refer to pseudo parameters, which have colons in them.
  const last = pattern.slice(pattern.replaceAll("::", "  ").lastIndexOf(":") + 1);
  if (last.startsWith(prefix) && last.length > prefix.length)
    return { kind, key: last.slice(prefix.length).replace(/\.fifo$/, ""), where };
  const found = name === undefined ? "no name" : `the name ${pattern}`;
  return { where, what: `it has ${found}, by which the runtime finds no handler; name it ${prefix}<key>` };
}
