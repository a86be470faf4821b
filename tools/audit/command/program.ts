import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { complain } from "../../terminal/complain";
import { readAdvisories } from "../advisory/read";
import { readPackageQuery } from "../bom/package-query";
import type { Inventory } from "../inventory/inventory";
import { takeInventory } from "../inventory/take";
import { print } from "../report/print";
import { advisories } from "./advisories";
import type { Answer } from "./answer";
import { licenses } from "./licenses";
import { UsageError } from "./usage";
import { where } from "./where";

/** Where the program finds what the build gave it. */
export interface Setting {
  /** Path of the index of bills of materials, relative to `runfiles`. */
  readonly index: string;
  /** Path of environments.json, relative to `runfiles`. */
  readonly environments: string;
  readonly runfiles: string;
  /** Folder in which the user ran Bazel. */
  readonly workingDirectory: string;
  readonly variables: NodeJS.ProcessEnv;
}

interface Options {
  readonly json: boolean;
  readonly env: readonly string[];
  readonly buildOnly: boolean;
  readonly allow?: readonly string[];
}

const NOTHING_FOUND = 0;
const FOUND = 1;
const USAGE = 2;

/**
 * Parses the command line and answers.
 * @returns the exit code: 1 where something was found that must not be there, 2 where an environment that `--env` names was not looked at
 * @throws UsageError
 */
export async function runProgram(args: readonly string[], setting: Setting): Promise<number> {
  let exitCode = NOTHING_FOUND;
  const program = new Command("audit")
    .description("Shows what is inside the deployment packages that the build makes and that are live.")
    .helpCommand(false)
    .configureHelp({
      commandUsage: (command) =>
        `./bazelw run //tools/audit -- ${command.parent ? `${command.name()} ` : ""}${command.usage()}`,
      optionDescription: ({ description }) => description,
    })
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });

  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option(
        "--env <name>",
        "only this environment beside the build; may be given several times",
        collect,
        [],
      )
      .option("--build-only", "only what the build makes; AWS is not called", false)
      .option("--json", "print one JSON object on standard output", false);
  const answer = async (
    name: string,
    options: Options,
    ask: (inventory: Inventory) => Answer,
  ): Promise<void> => {
    const { index, environments, runfiles, variables } = setting;
    const inventory = await takeInventory({
      index,
      environments: options.buildOnly ? undefined : environments,
      only: options.env,
      runfiles,
      variables,
    });
    const found = ask(inventory);
    print(name, found, inventory, { json: options.json, variables });
    const missed = options.env.length > 0 && inventory.unread.length > 0;
    exitCode = found.finding ? FOUND : missed ? USAGE : NOTHING_FOUND;
  };

  command("where", "which services, digests and environments hold a package")
    .argument("<package[@range]>", "hono, hono@4.13.19, @aws-sdk/client-s3@^3.1000")
    .action(async (text: string, options: Options) => {
      const query = readPackageQuery(text);
      if (!query) throw new UsageError(`"${text}" is no package with a range of versions, such as hono@^4`);
      await answer("where", options, (inventory) => where(inventory, query));
    });
  command("licenses", "the licences of the packages inside")
    .option(
      "--allow <license>",
      "an SPDX identifier; with any of these, others are a failure; may be given several times",
      collect,
    )
    .action(async (options: Options) => {
      await answer("licenses", options, (inventory) => licenses(inventory, options.allow ?? []));
    });
  command("advisories", "which advisories of an OSV export concern what is inside")
    .argument("<file>", "JSON, JSON lines, a zip of them as OSV publishes, or a folder")
    .action(async (file: string, options: Options) => {
      const all = await readAdvisories(resolve(setting.workingDirectory, file));
      await answer("advisories", options, (inventory) => advisories(inventory, all));
    });

  if (args.length === 0) {
    complain(program.helpInformation().trimEnd());
    return USAGE;
  }
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw new UsageError(error.message.replace(/^error: /, ""), { cause: error });
  }
  return exitCode;
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
