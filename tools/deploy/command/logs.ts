import { GROUPS_IN_SESSION, type LogEvent } from "../aws/logs";
import { FerryError } from "../error";
import { follow, history } from "../logs/follow";
import { GROUP_PREFIX, isAtLeast, LEVELS, type Level, type LogLine, logLine } from "../logs/line";
import { filterPattern } from "../logs/pattern";
import { KnownVersions } from "../observe/known-versions";
import { readSince } from "../signals/since";
import type { LogsOptions } from "./options";
import { runByName } from "./run";
import type { Setting } from "./setting";

/** Prints what the services' functions have logged, and with `--follow` what they log from now on. */
export function logs(options: LogsOptions, setting: Setting): Promise<number> {
  return runByName("logs", options, setting, async ({ context, outcomes, reporter }) => {
    const { environment, session, signal } = context;
    const level = options.level === undefined ? undefined : readLevel(options.level);
    const groups = outcomes
      .flatMap(({ desired }) => desired.functions)
      .map(({ name }) => `${GROUP_PREFIX}${name}`);
    const query = { groups, since: readSince(options.since), pattern: filterPattern(options) };
    const versions = new KnownVersions(session);
    let lines = 0;
    try {
      for await (const event of options.follow ? following() : history(session.logs, query)) {
        const line = logLine(event);
        if (!isWanted(line, event)) continue;
        lines += 1;
        const version =
          line.version === undefined ? undefined : await versions.find(line.function, line.version);
        reporter.log(line, options.raw ? event.message : undefined, version);
      }
    } finally {
      session.logs.close();
    }
    return { lines };

    function following(): AsyncGenerator<LogEvent> {
      if (groups.length > GROUPS_IN_SESSION)
        throw new FerryError(
          "UsageInvalid",
          `${groups.length} functions cannot be followed at once: Live Tail takes ${GROUPS_IN_SESSION}`,
          {
            next: "choose some with --only",
          },
        );
      const prefix = `arn:aws:logs:${environment.region}:${environment.account}:log-group:`;
      return follow(session.logs, query, (group) => `${prefix}${group}`, signal);
    }

    function isWanted(line: LogLine, event: LogEvent): boolean {
      if (options.correlationId !== undefined && !event.message.includes(options.correlationId)) return false;
      if (level !== undefined && !isAtLeast(line, level)) return false;
      // Metrics are lines, too; and Lambda's own lines tell little but of a failure. Both are for --raw.
      return options.raw || line.kind === "log" || line.kind === "text";
    }
  });
}

function readLevel(name: string): Level {
  const level = LEVELS.find((one) => one === name.toUpperCase());
  if (level) return level;
  throw new FerryError("UsageInvalid", `there is no level "${name}"`, {
    next: `give --level as one of ${LEVELS.join(", ").toLowerCase()}`,
  });
}
