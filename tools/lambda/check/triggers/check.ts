import {
  KEYED_KINDS,
  type KeyedKind,
  TRIGGER_KINDS,
  type Triggers,
} from "../../../../platform/runtime/trigger-kinds";
import type { StackFunction } from "../../template/function";
import { triggersOf } from "../../template/invokers";
import type { Template } from "../../template/template";
import type { StackTrigger } from "../../template/trigger";
import type { Loading, ServiceTriggers } from "../probe/loading";
import type { Fault, Report, Section } from "../report/report";
import { httpFaults } from "./http";
import { queueEventFaults } from "./queue-events";

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
    .map(({ where, what }) => ({
      where,
      what,
      next: "make it so in stack.ts, or set check_triggers = False",
    }));
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
      ...queueEventFaults(template, triggers, loading.service),
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
  const keys = KEYED_KINDS.flatMap((kind) =>
    triggers[TRIGGER_KINDS[kind].handlers].map((key) => [kind, key]),
  );
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
  return KEYED_KINDS.flatMap((kind) => {
    const { handlers } = TRIGGER_KINDS[kind];
    const made = triggers.filter((trigger) => trigger.kind === kind);
    const handled = code[handlers];
    const others = handled.length === 0 ? "none" : handled.join(", ");
    const unhandled = made
      .filter(({ key }) => !handled.includes(key))
      .map(({ key, where }) => ({
        where,
        what: `the stack delivers the ${kind} ${key} to the function, and the code has no handler for it (it has ${others})`,
        next: `add ${handlers}: { "${key}": ${kind === "event" ? "on" : kind}(…) } to defineService, or remove it from stack.ts`,
      }));
    const unmade = handled
      .filter((key) => !made.some((trigger) => trigger.key === key))
      .map((key) => ({
        where: `${handlers} of defineService`,
        what: `the code handles the ${kind} ${key}, and nothing in the stack delivers it`,
        next: `add ${methodFor(kind, key)} to the function in stack.ts, or remove the handler`,
      }));
    return [...unhandled, ...unmade];
  });
}

/** The call in stack.ts that makes a trigger. An event comes from the service that its type names. */
function methodFor(kind: KeyedKind, key: string): string {
  return kind === "event" ? `.on("${key.split(".")[0]}", "${key}")` : `.${kind}("${key}", …)`;
}
