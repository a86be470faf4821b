import { Command, CommanderError, Option } from "commander";
import { FerryError } from "../error";
import type { LaunchEnvironment } from "./launch-environment";
import { COMMON_OPTIONS, flagOf, type OptionDefinition, type OptionTable } from "./options";
import type { AnyVerb } from "./verb";
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
      commandUsage: usage,
      // Commander appends defaults: only those of options with a value say more than the description does.
      optionDescription: ({ description, defaultValue }) =>
        typeof defaultValue === "string" ? `${description} (default: ${defaultValue})` : description,
      // Of a group's verbs: those that all verbs have.
      showGlobalOptions: true,
    })
    // The reporter prints its errors. The verbs inherit both.
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const add = (parent: Command, name: string, { description }: Pick<AnyVerb, "description">): Command =>
    parent.command(name).description(description).allowExcessArguments(false);
  const act = (command: Command, verb: AnyVerb): void => {
    const names = Object.keys(verb.arguments ?? {});
    for (const [name, description] of Object.entries(verb.arguments ?? {}))
      command.argument(`[${name}]`, description);
    command.action(async () => {
      const given = Object.fromEntries(names.map((name, index) => [name, command.processedArgs[index]]));
      exitCode = await verb.run({ ...command.optsWithGlobals<object>(), ...given } as never, launch);
    });
  };
  const wanted = verbOf(args);
  // All of them for the help, and to say which one may have been meant.
  for (const verb of wanted ? [wanted] : Object.values(VERBS).map((load) => load())) {
    const command = withOptions(add(program, verb.name, verb), COMMON_OPTIONS);
    if ("verbs" in verb) {
      command.helpCommand(false);
      for (const one of verb.verbs) {
        const name = one.name.slice(verb.name.length + 1);
        act(withOptions(add(command, name, one), one.options), one);
      }
    } else act(withOptions(command, verb.options), verb);
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

/** How a verb is started, for its help. */
function usage(command: Command): string {
  const { parent } = command;
  if (!parent) return "<verb> [options]";
  const name = command.name();
  const values = command.registeredArguments.map((argument) => ` [${argument.name()}]`).join("");
  if (parent.parent) return `./bazelw run //:${parent.name()} -- ${name}${values} [options]`;
  if (command.commands.length > 0) return `./bazelw run //:${name} -- <verb> [options]`;
  return `./bazelw run //services/<service>:${name} -- [options]   (//:${name} for all)`;
}

function withOptions(command: Command, options: OptionTable): Command {
  for (const [name, option] of Object.entries(options)) command.addOption(parsedBy(name, option));
  return command;
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
