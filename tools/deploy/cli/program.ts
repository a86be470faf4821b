import { Command, CommanderError, Option } from "commander";
import { FerryError } from "../error";
import type { LaunchEnvironment } from "./launch-environment";
import { COMMON_OPTIONS, flagOf, type OptionDefinition } from "./options";
import { VERBS, verbOf } from "./verbs/verbs";

/**
 * Parses the command line and runs its verb.
 * @param args without node and the script
 * @returns the exit code
 * @throws FerryError `UsageInvalid` for what cannot be parsed; commander has not printed anything then
 */
export async function runProgram(args: readonly string[], launch: LaunchEnvironment): Promise<number> {
  let exitCode = 0;
  const program = new Command("ferry")
    .description("Deploys services that Bazel has built to AWS Lambda, and only what changed.")
    .helpCommand(false)
    .configureHelp({
      commandUsage: (command) =>
        command.parent
          ? `./bazelw run //services/<service>:${command.name()} -- [options]   (//:${command.name()} for all)`
          : "<verb> [options]",
      // Commander appends defaults: only those of options with a value say more than the description does.
      optionDescription: ({ description, defaultValue }) =>
        typeof defaultValue === "string" ? `${description} (default: ${defaultValue})` : description,
    })
    // The reporter prints its errors. The verbs inherit both.
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const wanted = verbOf(args);
  // All of them for the help, and to say which one may have been meant.
  for (const verb of wanted ? [wanted] : Object.values(VERBS).map((load) => load())) {
    const command = program.command(verb.name).description(verb.description).allowExcessArguments(false);
    for (const [name, option] of Object.entries({ ...COMMON_OPTIONS, ...verb.options }))
      command.addOption(parsedBy(name, option));
    command.action(async (options) => {
      exitCode = await verb.run(options as never, launch);
    });
  }
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw usageInvalid(error);
  }
  return exitCode;
}

/** An option as commander parses it. */
function parsedBy(name: string, definition: OptionDefinition): Option {
  const { value, repeatable, conflicts, givenByRule, description } = definition;
  const option = new Option(value === undefined ? flagOf(name) : `${flagOf(name)} ${value}`, description);
  if (repeatable) option.argParser(collect);
  if (conflicts !== undefined) option.conflicts(conflicts);
  if (givenByRule !== undefined) option.hideHelp();
  if (givenByRule === "always") return option.makeOptionMandatory();
  if (value === undefined) return option.default(false);
  return repeatable ? option.default([]) : option.default(definition.default);
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function usageInvalid(error: CommanderError): FerryError {
  const message =
    error.code === "commander.help"
      ? "a verb is missing"
      : error.message.replace(/^error: /, "").replace("\n", " ");
  const next =
    error.code === "commander.excessArguments"
      ? "give each option by its name, as in --env staging; see --help"
      : "see --help for the verbs and their options";
  return new FerryError("UsageInvalid", message, { cause: error, next });
}
