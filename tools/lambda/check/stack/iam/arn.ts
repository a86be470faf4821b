import { patternOf } from "../../../template/pattern";

/** What stands for a value that only CloudFormation knows: the whole ARN of a resource, its name, an account. */
const REFERENCE = /\$\{[^}]+\}/g;

/** One character that is in no ARN, so that a reference does not end where its text has a colon. */
const KNOWN_LATER = "\u0000";

/** Resources of these services have no type before their name. */
const WITHOUT_TYPE = new Set(["s3", "sns", "sqs"]);

/**
 * Whether a wildcard in a policy's `Resource` is harmless: it stands for all that lies below something that is named, such as
 * `<table>/index/*`, `<bucket>/*` or `log-group:<name>:*`. Everything else could also match what belongs to others: `*`, `table/*`,
 * `table/orders*`, or any region or account.
 *
 * @param value a string, or an intrinsic function that makes one
 */
export function wildcardIsBelowName(value: unknown): boolean {
  const text = patternOf(value).replaceAll(REFERENCE, KNOWN_LATER);
  const star = text.search(/[*?]/);
  if (star === -1) return true;
  const named = nameBefore(text.slice(0, star));
  // A segment of its own, after a name; nothing that follows it can widen that.
  return named !== undefined && /[^:/][:/]$/.test(named);
}

/** What names the resource before the wildcard, without its type; undefined if the wildcard comes before any of that. */
function nameBefore(prefix: string): string | undefined {
  // A reference at the start is the ARN of one resource.
  if (prefix.startsWith(KNOWN_LATER)) return prefix;
  const [arn, , service = "", , , ...rest] = prefix.split(":");
  if (arn !== "arn" || rest.length === 0) return undefined;
  const resource = rest.join(":");
  return WITHOUT_TYPE.has(service) ? resource : resource.replace(/^[^:/]*[:/]?/, "");
}
