import { FerryError } from "../error";
import { sha256 } from "../model/digest";

/** What a stack or function name may begin with. */
const NAME = /^[a-z][a-z0-9-]*$/;

/** Longest derived name: what platform/constructs/names.ts keeps free for the environment in the names of functions. */
const LENGTH = 20;

/** Characters of the digest at the end of a name that was cut: with 24 bits, two of 100 names collide once in 3,000 repositories. */
const DIGEST = 6;

/**
 * Refuses what cannot begin the names of stacks and functions.
 * @throws FerryError `EnvironmentUnknown`
 */
export function requireEnvironmentName(name: string): void {
  if (NAME.test(name)) return;
  throw new FerryError("EnvironmentUnknown", `"${name}" cannot be an environment's name`, {
    next: "use lower-case letters, digits and dashes, and start with a letter",
  });
}

/** The environment of a developer: `dev-alice`. */
export function userEnvironment(user: string): string {
  return derived("dev-", user);
}

/** The environment of a branch: `dev-main`, `dev-feature-cart`. */
export function branchEnvironment(branch: string): string {
  return derived("dev-", branch);
}

/** The environment of a pull request: `pr-42`. */
export function pullRequestEnvironment(number: number): string {
  return derived("pr-", `${number}`);
}

/**
 * The prefix, and a text as words of a-z and 0-9 with dashes between. It is always the same for the same text. One that is too long
 * is cut, and gets a part of a digest in place of what it lost.
 */
function derived(prefix: string, text: string): string {
  const slug = text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  const room = LENGTH - prefix.length;
  if (slug !== "" && slug.length <= room) return prefix + slug;
  // Letters that have no counterpart leave nothing of a text: then it is its digest.
  const digest = sha256(Buffer.from(slug || text)).slice(0, DIGEST);
  const kept = slug.slice(0, room - DIGEST - 1).replace(/-$/, "");
  return prefix + [kept, digest].filter((part) => part !== "").join("-");
}
