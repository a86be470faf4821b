import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import type { Resource, Template } from "../../template/template";
import { failuresOf } from "./failures";

/** The template of fixtures/stack.ts, which has each kind of trigger once. */
const TEMPLATE = JSON.parse(
  readFileSync(resolve(__dirname, "../fixtures/stack.template.json"), "utf8"),
) as Template;

/** Faults of the template without some properties of a resource, or without it. */
function faultsWithout(id: string, ...properties: string[]): string[] {
  const { [id]: resource, ...others } = TEMPLATE.Resources ?? {};
  if (!resource) throw new Error(`the fixture has no ${id}`);
  const rest = Object.entries(resource.Properties ?? {}).filter(([name]) => !properties.includes(name));
  const changed: Resource = { ...resource, Properties: Object.fromEntries(rest) };
  const Resources = properties.length === 0 ? others : { ...others, [id]: changed };
  return failuresOf({ Resources }).faults.map(({ where, what }) => `${where}: ${what}`);
}

test("what platform/constructs makes loses nothing", () => {
  expect(failuresOf(TEMPLATE).faults).toEqual([]);
});

test("an asynchronous event without a destination is lost", () => {
  expect(faultsWithout("FixtureDeadLettersInvokeConfig")).toEqual([
    "FixtureFunction: FixtureOnShopRule, FixtureSweepSchedule, FixtureBouncesTopicSubscription invoke it asynchronously, " +
      "and an event that it cannot handle is lost",
  ]);
  expect(faultsWithout("FixtureDeadLettersInvokeConfig", "DestinationConfig")).toHaveLength(1);
});

test("a queue's message and a stream's record are lost without a place for them", () => {
  expect(faultsWithout("FixtureCapturesQueue", "RedrivePolicy")).toEqual([
    "FixtureCapturesQueue: a message that the function cannot handle is redelivered until it expires, and is then lost",
  ]);
  expect(faultsWithout("FixtureThingsStreamMapping", "DestinationConfig")).toEqual([
    "FixtureThingsStreamMapping: what the function cannot handle is lost, once it has been retried",
  ]);
});

test("a batch comes back as a whole unless the function says what failed", () => {
  expect(faultsWithout("FixtureCapturesQueueMapping", "FunctionResponseTypes")).toEqual([
    "FixtureCapturesQueueMapping: one failure redelivers the whole batch",
  ]);
});
