import type { Package } from "../bom/bom";
import { UNKNOWN } from "./group";

/** https://github.com/jslicense/spdx-expression-parse.js: it has no declarations of types. */
type Expression =
  | { readonly license: string; readonly plus?: true; readonly exception?: string }
  | { readonly left: Expression; readonly conjunction: "and" | "or"; readonly right: Expression };

const parse = require("spdx-expression-parse") as (text: string) => Expression;

/**
 * Whether one may use a package under licences that are all in the list. `MIT OR GPL-3.0-only` may be used under either,
 * `MIT AND Zlib` under both only. What is no SPDX expression has to stand in the list as it is.
 * @param allowed SPDX identifiers; with an exception as `GPL-2.0-only WITH Classpath-exception-2.0`
 */
export function isAllowed(one: Package, allowed: ReadonlySet<string>): boolean {
  if (one.licences.length === 0) return allowed.has(UNKNOWN);
  return one.licences.some((text) => allowed.has(text) || permits(expression(text), allowed));
}

function permits(found: Expression | undefined, allowed: ReadonlySet<string>): boolean {
  if (found === undefined) return false;
  if ("conjunction" in found) {
    const [left, right] = [permits(found.left, allowed), permits(found.right, allowed)];
    return found.conjunction === "and" ? left && right : left || right;
  }
  const identifier = `${found.license}${found.plus ? "+" : ""}`;
  return allowed.has(found.exception === undefined ? identifier : `${identifier} WITH ${found.exception}`);
}

function expression(text: string): Expression | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
