import { Command } from "commander";
import { complain } from "../../terminal/complain";
import { Output } from "../../terminal/output";
import { env, shellText } from "./env";
import { faults, faultText } from "./faults";
import { fire } from "./fire";
import { NOT_RUNNING, statusText } from "./report";
import { reset } from "./reset";
import { runningAccount } from "./running";
import { serve } from "./serve";
import { settings } from "./settings";
import { start } from "./start";
import { stop } from "./stop";

interface Flags {
  readonly json?: boolean;
}

const JSON_FLAG = ["--json", "print one JSON object on stdout"] as const;

/**
 * The command line of the local account. Sets `process.exitCode`.
 * @param program path of the program's own file, which `start` runs again as the daemon; `bootstrap.js` lies beside it
 */
export function commandLine(program: string): Command {
  const output = new Output(process.stdout, process.env);
  const command = new Command("local")
    .description(
      "A stand-in AWS account on this machine, on the loopback interface; its README says what it supports.",
    )
    .helpCommand(false)
    .showHelpAfterError("run it with --help to see its commands")
    .exitOverride()
    .configureOutput({ writeErr: (text) => complain(text.trimEnd()) })
    .addHelpText(
      "after",
      `
Environment:
  FERRY_LOCAL_DIR     folder of the account's state (default: ~/.local/state/ferry/local)
  FERRY_LOCAL_PORT    port of the AWS endpoint (default: the port of the last run, else 4080)
  FERRY_LOCAL_FAULTS  file or preset of faults to start with (default: none)

Exit codes: 0 done, 1 failed or not running, 2 usage or configuration.`,
    );

  command
    .command("start")
    .description("start the account in the background, unless it runs, and wait until it answers")
    .option(...JSON_FLAG)
    .action(async ({ json }: Flags) => {
      const chosen = settings(process.env);
      const status = await start(program, chosen);
      if (json) output.json(status);
      else output.lines(statusText(status, chosen.stateFolder, output.colors));
    });

  command
    .command("serve")
    .description("run the account in the foreground, until Ctrl-C")
    .action(async () => {
      process.exitCode = await serve(program, settings(process.env));
    });

  command
    .command("status")
    .description(
      "print where the account answers and what is deployed to it; exit code 1 if it is not running",
    )
    .option(...JSON_FLAG)
    .action(async ({ json }: Flags) => {
      const { stateFolder } = settings(process.env);
      const status = await runningAccount(stateFolder);
      if (status === undefined) process.exitCode = 1;
      if (json) output.json(status ?? NOT_RUNNING);
      else if (status === undefined) complain("the local account is not running");
      else output.lines(statusText(status, stateFolder, output.colors));
    });

  command
    .command("env")
    .description(
      'print the variables that AWS tools need to call the running account, with its secret key: eval "$(./bazelw run //tools/local -- env)"',
    )
    .option(...JSON_FLAG)
    .action(async ({ json }: Flags) => {
      const variables = await env(settings(process.env).stateFolder);
      if (json) output.json(variables);
      else output.lines(shellText(variables));
    });

  command
    .command("stop")
    .description("end the account and the functions that it runs; keep its state")
    .option(...JSON_FLAG)
    .action(async ({ json }: Flags) => {
      const stopped = await stop(settings(process.env).stateFolder);
      if (json) output.json({ stopped });
      else output.lines(stopped ? "local account stopped" : "the local account was not running");
    });

  command
    .command("reset")
    .description(
      "stop the account and remove everything that it holds: stacks, functions, tables, objects, logs",
    )
    .option(...JSON_FLAG)
    .action(async ({ json }: Flags) => {
      const { stateFolder } = settings(process.env);
      const removed = await reset(stateFolder);
      const text = removed
        ? `local account in ${stateFolder} is empty now`
        : `there is no local account in ${stateFolder}`;
      if (json) output.json({ reset: removed });
      else output.lines(text);
    });

  command
    .command("faults")
    .description(
      "inject faults into the running account: a profile file or the preset aws-rates; `off` stops, `show` prints what has happened",
    )
    .argument("<profile>", "a file, a preset, off or show")
    .option(...JSON_FLAG)
    .action(async (what: string, { json }: Flags) => {
      const report = await faults(settings(process.env).stateFolder, what);
      if (json) output.json(report);
      else output.lines(faultText(report));
    });

  command
    .command("fire")
    .description("fire a schedule of the running account now, as if it were due")
    .argument("<schedule>", "its name, such as local-notifications-digest")
    .option(...JSON_FLAG)
    .action(async (schedule: string, { json }: Flags) => {
      const fired = await fire(settings(process.env).stateFolder, schedule);
      if (json) output.json(fired);
      else output.lines(`fired ${fired.ScheduleArn}`);
    });

  return command;
}
