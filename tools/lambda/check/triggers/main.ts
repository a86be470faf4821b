import { readFileSync } from "node:fs";
import { functionsOf } from "../../template/function";
import type { Template } from "../../template/template";
import { load } from "../probe/load";
import { runCheck } from "../report/program";
import { checkTriggers } from "./check";
import { environmentOf } from "./environment";

interface Settings {
  readonly label: string;
  /** Name of the function, without the environment. */
  readonly function: string;
  /** Paths of the template, of the bundled JavaScript and of the probe's program. */
  readonly template: string;
  readonly bundle: string;
  readonly probe: string;
  /** `<file>.<export>`, as in the function's configuration. */
  readonly handler: string;
}

/** The program of `triggers_test`. */
runCheck<Settings>(async (settings) => {
  const template = JSON.parse(readFileSync(settings.template, "utf8")) as Template;
  const lambda = functionsOf(template).find(({ name }) => name === settings.function);
  if (!lambda) throw new Error(`${settings.template} has no function ${settings.function}`);
  return checkTriggers(template, lambda, await load(settings, environmentOf(template, lambda)));
});
