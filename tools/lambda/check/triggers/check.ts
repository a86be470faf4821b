import type { StackFunction } from "../../template/function";
import { triggersOf } from "../../template/invokers";
import type { Template } from "../../template/template";
import type { Kind, StackTrigger } from "../../template/trigger";
import type { Loading, ServiceTriggers, Triggers } from "../probe/loading";
import type { Fault, Report, Section } from "../report/report";
import { httpFaults } from "./http";
import { queueEventFaults } from "./queue-events";

/** How stack.ts makes a trigger, and `defineService` a handler for it, to say what is missing. */
const WORDS = {
  events: { one: "event", make: (key: string) => `.on("${key.split(".")[0]}", "${key}")`, handler: "on(…)" },
  queues: { one: "queue", make: (key: string) => `.queue("${key}")`, handler: "queue(…)" },
  schedules: { one: "schedule", make: (key: string) => `.schedule("${key}", …)`, handler: "schedule(…)" },
  streams: { one: "stream", make: (key: string) => `.stream("${key}", …)`, handler: "stream(…)" },
  topics: { one: "topic", make: (key: string) => `.topic("${key}")`, handler: "topic(…)" },
} as const satisfies Readonly<Partial<Record<Kind, object>>>;

const KEYED = Object.keys(WORDS) as readonly (keyof typeof WORDS)[];

/**
 * Compares what a stack makes to invoke a function with what its code handles, in both directions.
 *
 * @param loading what came of loading the bundle with the variables that the stack gives it
 */
export function checkTriggers(template: Template, lambda: StackFunction, loading: Loading): Report {
  const found = triggersOf(template, lambda);
  const triggers = found.filter((one) => "kind" in one);
  const unreadable: Fault[] = found
    .filter((one) => "what" in one)
    .map(({ where, what }) => ({ where, what, next: "so say in stack.ts, or set check_triggers = False" }));
  if (loading.outcome !== "loaded") {
    const fault = {
      where: "index.js",
      what: `it cannot be loaded: ${loading.message}`,
      next: "see bundle_test",
    };
    return { sections: sectionsOf(triggers), notices: [], faults: [fault] };
  }
  if (!loading.service) return unseen(triggers);
  return {
    sections: [...sectionsOf(triggers), handledBy(loading.service)],
    notices: [],
    faults: [
      ...unreadable,
      ...missingFaults(lambda, loading.service),
      ...httpFaults(triggers, loading.service),
      ...keyFaults(triggers, loading.service.triggers),
      ...queueEventFaults(template, lambda, loading.service),
    ],
  };
}

function sectionsOf(triggers: readonly StackTrigger[]): Report["sections"] {
  return [
    {
      title: "what invokes the function",
      rows: triggers.map(({ kind, key, where }) => [kind, key, where]),
    },
  ];
}

function handledBy({ triggers, routes }: ServiceTriggers): Section {
  const http = "error" in routes ? [] : routes.map(({ method, path }) => ["http", `${method} ${path}`]);
  const keys = KEYED.flatMap((kind) => triggers[kind].map((key) => [kind, key]));
  return { title: "what the code handles", rows: [...http, ...keys] };
}

/** A handler that is not made by `defineService` cannot be asked. That is no fault while nothing could be missing. */
function unseen(triggers: readonly StackTrigger[]): Report {
  const what = "the handler is not made by defineService, so what it handles cannot be seen";
  const faults = [
    {
      where: "the bundle's handler",
      what,
      next: "use defineService of platform/runtime, or set check_triggers = False",
    },
  ];
  const none = triggers.length === 0;
  return { sections: sectionsOf(triggers), notices: none ? [what] : [], faults: none ? [] : faults };
}

function missingFaults({ id }: StackFunction, { missing }: ServiceTriggers): Fault[] {
  return missing.map((name) => ({
    where: id,
    what: `the code needs the environment variable ${name}, and the stack does not set it`,
    next: "add it to the function's environment in stack.ts",
  }));
}

function keyFaults(triggers: readonly StackTrigger[], code: Triggers): Fault[] {
  return KEYED.flatMap((kind) => {
    const { one, make, handler } = WORDS[kind];
    const made = triggers.filter((trigger) => trigger.kind === kind);
    const handled = code[kind];
    const others = handled.length === 0 ? "none" : handled.join(", ");
    const unhandled = made
      .filter(({ key }) => !handled.includes(key))
      .map(({ key, where }) => ({
        where,
        what: `the stack delivers the ${one} ${key} to the function, and the code has no handler for it (it has ${others})`,
        next: `add ${kind}: { "${key}": ${handler} } to defineService, or take it out of stack.ts`,
      }));
    const unmade = handled
      .filter((key) => !made.some((trigger) => trigger.key === key))
      .map((key) => ({
        where: `${kind} of defineService`,
        what: `the code handles the ${one} ${key}, and nothing in the stack delivers it`,
        next: `add ${make(key)} to the function in stack.ts, or take the handler out`,
      }));
    return [...unhandled, ...unmade];
  });
}
