import { randomUUID } from "node:crypto";
import type { Environment } from "../../environment/schema";
import { own } from "../../json/own";
import type { SampleEvent, Trigger } from "./file";

/** Members that AWS delivers as text, and that stand in the file as the JSON which they hold. */
const TEXTS: Readonly<Partial<Record<Trigger, readonly string[]>>> = {
  http: ["body"],
  sqs: ["body"],
  sns: ["Message"],
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
  const texts = new Set(TEXTS[trigger]);
  const filled = (value: unknown): unknown => {
    if (typeof value === "string")
      return value.replaceAll(/\$\{(\w+)\}/g, (all, name) => own(values, name)?.() ?? all);
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        const next = filled(member);
        return [
          key,
          texts.has(key) && typeof next === "object" && next !== null ? JSON.stringify(next) : next,
        ];
      }),
    );
  };
  return filled(event);
}
