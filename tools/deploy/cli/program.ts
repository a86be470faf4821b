import { Command, CommanderError, Option } from "commander";
import { FerryError } from "../error";
import type { LaunchEnvironment } from "./launch-environment";
import type {
  AttestOptions,
  CommonOptions,
  DeployOptions,
  DestroyOptions,
  InvokeOptions,
  LogsOptions,
  MetricsOptions,
  PlanOptions,
  RollbackOptions,
  StackTraceOptions,
  TracesOptions,
} from "./options";
import { attest } from "./verbs/attest";
import { deploy } from "./verbs/deploy";
import { destroy } from "./verbs/destroy";
import { history } from "./verbs/history";
import { invoke } from "./verbs/invoke";
import { logs } from "./verbs/logs";
import { plan } from "./verbs/plan";
import { rollback } from "./verbs/rollback";

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
      // Commander appends defaults: none of them says more than its description does.
      optionDescription: ({ description }) => description,
    })
    // Its errors are told by the reporter. The verbs inherit both.
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  writingVerb(program, "deploy", "bring the services to what the build made")
    .option("--plan <file>", "do exactly what plan --out has written, or nothing")
    .option("--allow-data-loss", "delete or replace resources although their data go with them", false)
    .addOption(detectDrift())
    .option("--continue-rollback", "first bring back a stack whose rollback failed")
    .addOption(verbose())
    .action(async (options: DeployOptions) => {
      exitCode = await deploy(options, launch);
    });
  verb(program, "plan", "tell what deploy would do, and write nothing")
    .option(
      "--out <file>",
      "write the plan, and make its change sets: deploy --plan carries out exactly that",
    )
    .addOption(detectDrift())
    .option("--why", "tell which sources and packages moved the digests", false)
    .action(async (options: PlanOptions) => {
      exitCode = await plan(options, launch);
    });
  writingVerb(program, "destroy", "delete the services' stacks")
    .option("--confirm <env>", "with --yes, for a protected environment: its name")
    .addOption(
      new Option(
        "--orphan <service>",
        "instead of these services, one that is no longer in the repository, as //:plan lists it; may be given several times",
      )
        .argParser(collect)
        .default([])
        .conflicts("only"),
    )
    .addOption(verbose())
    .action(async (options: DestroyOptions) => {
      exitCode = await destroy(options, launch);
    });
  verb(program, "attest", "sign what the build made, for environments that take only what is attested")
    .option("--trusted-cache", "without bazelw --trusted: only trusted builds write the caches in use", false)
    .action(async (options: AttestOptions) => {
      exitCode = await attest(options, launch);
    });
  verb(program, "invoke", "call a function through its alias live, and print its answer")
    .option("--function <name>", "the function, where the services have several")
    .option("--payload <json|@file|->", "the event: JSON, a file, or standard input (default: {})")
    .addOption(
      new Option(
        "--event <name|trigger>",
        "a sample event of events.json beside the BUILD file, which :events makes: http, sqs, eventbridge, schedule, …",
      ).conflicts("payload"),
    )
    .option("--tail", "print the end of the function's log to standard error", false)
    .action(async (options: InvokeOptions) => {
      exitCode = await invoke(options, launch);
    });
  verb(program, "logs", "print what the functions have logged, oldest first")
    .option("--since <duration|time>", "from then on: 30m, 2h, 1d, or an ISO 8601 time (default: 10m)", "10m")
    .option("--follow", "go on with what they log from now on, until Ctrl-C", false)
    .option("--filter <pattern>", 'a filter pattern of CloudWatch Logs: ERROR, "order placed", -health')
    .option("--correlation-id <id>", "only the lines of one request, across services")
    .option("--level <level>", "only this level and more severe ones: debug, info, warn, error, critical")
    .option("--raw", "all lines as they were logged, with metrics and Lambda's own", false)
    .action(async (options: LogsOptions) => {
      exitCode = await logs(options, launch);
    });
  verb(program, "traces", "list the services' recent traces, or draw one request across them")
    .option("--since <duration|time>", "from then on: 30m, 2h, 1d, or an ISO 8601 time (default: 1h)", "1h")
    .option("--errors", "only those in which something went wrong", false)
    .option("--correlation-id <id>", "draw one request, by the id that its services log")
    .option("--id <trace>", "draw one trace, by X-Ray's id")
    .action(async (options: TracesOptions) => {
      const { traces } = require("./verbs/traces") as typeof import("./verbs/traces");
      exitCode = await traces(options, launch);
    });
  verb(program, "metrics", "chart what functions, services and queues have measured")
    .option("--since <duration|time>", "from then on: 30m, 2h, 1d, or an ISO 8601 time (default: 1h)", "1h")
    .option("--period <duration>", "of one point: 1m, 5m, 1h (default: such that a line has 60 at most)")
    .option("--metric <name>", "only this one, in full: errors, Duration, OrdersPlaced, …")
    .action(async (options: MetricsOptions) => {
      const { metrics } = require("./verbs/metrics") as typeof import("./verbs/metrics");
      exitCode = await metrics(options, launch);
    });
  verb(program, "stack-trace", "tell where in the sources the frames of a stack trace are")
    .option("--file <path>", "the stack trace, or lines of a log (default: standard input)")
    .option("--build-id <id>", "of which build, where the input does not name one (default: what is live)")
    .option("--function <name>", "of which function, where the input does not name one")
    .option("--source-map <file>", "a source map, instead of the one that was kept at the deploy")
    .action(async (options: StackTraceOptions) => {
      const { stackTrace } = require("./verbs/stack-trace") as typeof import("./verbs/stack-trace");
      exitCode = await stackTrace(options, launch);
    });
  writingVerb(program, "rollback", "make live what was live before the last deploy, without a build")
    .option("--to <version|digest|commit>", "what to go back to instead: a number, or at least 7 digits")
    .option("--function <name>", "only this function")
    .action(async (options: RollbackOptions) => {
      exitCode = await rollback(options, launch);
    });
  verb(
    program,
    "history",
    "list the functions' versions: what they hold, who deployed them, which one is live",
  ).action(async (options: CommonOptions) => {
    exitCode = await history(options, launch);
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    const message =
      error.code === "commander.help"
        ? "a verb is missing"
        : error.message.replace(/^error: /, "").replace("\n", " ");
    const next =
      error.code === "commander.excessArguments"
        ? "give each option by its name, as in --env staging; see --help"
        : "see --help for the verbs and their options";
    throw new FerryError("UsageInvalid", message, {
      cause: error,
      next,
    });
  }
  return exitCode;
}

function verb(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .addOption(
      // The rule gives it, and nobody else has to know of it.
      new Option("--manifest <path>", "a service's manifest; may be given several times")
        .argParser(collect)
        .makeOptionMandatory()
        .hideHelp(),
    )
    .addOption(
      // The rule gives it, too: only it knows.
      new Option("--all", "the manifests are those of all services of the repository")
        .default(false)
        .hideHelp(),
    )
    .option(
      "--only <pattern>",
      "only these services: //services/..., //services/orders, or a name with *; may be given several times",
      collect,
      [],
    )
    .option("--env <name>", "the environment (default: $FERRY_ENV, else local)")
    .option("--json", "print a report as one JSON object on standard output, last", false)
    .option("--yes", "do not ask", false)
    .allowExcessArguments(false);
}

function writingVerb(program: Command, name: string, description: string): Command {
  return verb(program, name, description).option(
    "--force-unlock",
    "take the services' locks from whoever has them",
    false,
  );
}

function verbose(): Option {
  return new Option(
    "--verbose",
    "where the output is no terminal: every step of the stacks, and not only failures and signs of life",
  ).default(false);
}

function detectDrift(): Option {
  return new Option(
    "--detect-drift",
    "look at each function: many are else compared with the record of the last deploy, which cannot tell where an alias points",
  ).default(false);
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
