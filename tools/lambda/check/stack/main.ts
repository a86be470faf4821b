import { readFileSync } from "node:fs";
import type { Template } from "../../template/template";
import { runCheck } from "../report/program";
import { checkStack, type StackRules } from "./check";

/** The program of `stack_test`. */
runCheck<StackRules & { readonly label: string; readonly template: string }>((settings) => {
  const text = readFileSync(settings.template, "utf8");
  return checkStack(JSON.parse(text) as Template, text, settings);
});
