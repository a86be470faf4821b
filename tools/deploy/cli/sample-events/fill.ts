import { randomUUID } from "node:crypto";
import type { Environment } from "../../environment/schema";
import { own } from "../../json/own";
import type { SampleEvent } from "./file";

/** Where events of some triggers have JSON as text; the file has the JSON itself there. `*` is any member of a list. */
const TEXTS: Readonly<Record<string, string>> = {
  http: "body",
  sns: "Records.*.Sns.Message",
  sqs: "Records.*.body",
};

/**
 * An event as it is sent: `${Environment}`, `${AccountId}` and `${Region}` are those of the environment, each `${Uuid}` is a new one,
 * so that no event is taken for one that came before, and `${Now}` is the time.
 */
export function fill({ trigger, event }: SampleEvent, environment: Environment, now = new Date()): unknown {
  const values: Readonly<Record<string, () => string>> = {
    Environment: () => environment.name,
    AccountId: () => environment.account,
    Region: () => environment.region,
    Uuid: randomUUID,
    Now: () => now.toISOString(),
  };
  const text = own(TEXTS, trigger);
  const filled = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value === "string")
      return value.replaceAll(/\$\{(\w+)\}/g, (all, name) => own(values, name)?.() ?? all);
    if (typeof value !== "object" || value === null) return value;
    const next = Array.isArray(value)
      ? value.map((member) => filled(member, [...path, "*"]))
      : Object.fromEntries(
          Object.entries(value).map(([key, member]) => [key, filled(member, [...path, key])]),
        );
    return path.join(".") === text ? JSON.stringify(next) : next;
  };
  return filled(event, []);
}
