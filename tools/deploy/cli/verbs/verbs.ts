import type { AnyVerb, VerbGroup } from "../verb";

/** The verbs, in the order of the help. Each is loaded only when it is needed: loading is most of the time of a run that changes nothing. */
export const VERBS: Readonly<Record<string, () => AnyVerb | VerbGroup>> = {
  deploy: () => (require("./deploy") as typeof import("./deploy")).deploy,
  plan: () => (require("./plan") as typeof import("./plan")).plan,
  destroy: () => (require("./destroy") as typeof import("./destroy")).destroy,
  env: () => (require("./env/env") as typeof import("./env/env")).env,
  rollback: () => (require("./rollback") as typeof import("./rollback")).rollback,
  history: () => (require("./history") as typeof import("./history")).history,
  attest: () => (require("./attest") as typeof import("./attest")).attest,
  invoke: () => (require("./invoke") as typeof import("./invoke")).invoke,
  logs: () => (require("./logs") as typeof import("./logs")).logs,
  traces: () => (require("./traces") as typeof import("./traces")).traces,
  metrics: () => (require("./metrics") as typeof import("./metrics")).metrics,
  "stack-trace": () => (require("./stack-trace") as typeof import("./stack-trace")).stackTrace,
};

/** The verb that a command line begins with. */
export function verbOf([name]: readonly string[]): AnyVerb | VerbGroup | undefined {
  return name !== undefined && Object.hasOwn(VERBS, name) ? VERBS[name]?.() : undefined;
}
