import { GROUPS_IN_SESSION, type LogEvent } from "../../aws/logs/logs";
import { FerryError } from "../../error";
import { partitionOf } from "../../model/partition";
import { KnownVersions } from "../../observe/known-versions";
import { follow, history } from "../../telemetry/logs/follow";
import {
  GROUP_PREFIX,
  isAtLeast,
  LEVELS,
  type Level,
  type LogLine,
  logLine,
} from "../../telemetry/logs/line";
import { filterPattern } from "../../telemetry/logs/pattern";
import { readSince } from "../../telemetry/since";
import { sinceOption } from "../options";
import { namedServices } from "../run/load-services";
import { runVerb } from "../run/run-verb";
import { targetsOf } from "../run/targets-of";
import { defineVerb } from "../verb";

export const logs = defineVerb({
  name: "logs",
  description: "print the functions' logs, oldest first",
  more: "Those of several services in one order: [logs](observability.md#logs).",
  options: {
    since: sinceOption("10m"),
    follow: {
      description: "keep printing new lines until Ctrl-C",
      more: "By a Live Tail session, of at most 10 functions.",
    },
    filter: {
      value: "<pattern>",
      description: 'a filter pattern of CloudWatch Logs: ERROR, "order placed", -health',
      more: "See [the syntax](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html).",
    },
    correlationId: { value: "<id>", description: "only the lines of one request, across services" },
    level: {
      value: "<level>",
      description: "only this level and more severe ones: debug, info, warn, error, critical",
    },
    raw: { description: "print every line as it was logged, including metrics and Lambda's own" },
  },
  services: namedServices,
  interruption: "quiet",
  run: (options, launch): Promise<number> =>
    runVerb(logs, options, launch, async ({ context, outcomes, reporter }) => {
      const { environment, session, signal } = context;
      const level = options.level === undefined ? undefined : readLevel(options.level);
      const targets = targetsOf(outcomes);
      const groups = [...targets.keys()].map((name) => `${GROUP_PREFIX}${name}`);
      const query = { groups, since: readSince(options.since), pattern: filterPattern(options) };
      const mentions = options.correlationId === undefined ? undefined : mentionOf(options.correlationId);
      const versions = new KnownVersions(session, targets);
      let lines = 0;
      let warned = false;
      try {
        for await (const event of options.follow ? following() : history(session.logs, query)) {
          const line = logLine(event);
          if (!isWanted(line, event)) continue;
          lines += 1;
          const version =
            line.version === undefined ? undefined : await versions.find(line.function, line.version);
          reporter.log(line, options.raw ? event.message : undefined, version);
        }
      } catch (error) {
        // Ctrl-C is how following ends, whatever was under way.
        if (!(options.follow && signal.aborted)) throw error;
      } finally {
        session.logs.close();
      }
      if (lines === 0 && !options.follow)
        reporter.hint(`nothing was logged since ${options.since}: look further back with --since`);
      return { lines };

      async function* following(): AsyncGenerator<LogEvent> {
        if (groups.length > GROUPS_IN_SESSION)
          throw new FerryError(
            "UsageInvalid",
            `${groups.length} functions cannot be followed at once: Live Tail takes ${GROUPS_IN_SESSION}`,
            {
              next: "choose some with --only",
            },
          );
        const { account, region } = environment;
        const prefix = `arn:${partitionOf(region).name}:logs:${region}:${account}:log-group:`;
        const there = await Promise.all(groups.map((group) => session.logs.has(group)));
        const missing = groups
          .filter((_, index) => !there[index])
          .map((group) => group.slice(GROUP_PREFIX.length));
        if (missing.length === groups.length) throw nothingToFollow(missing);
        if (missing.length > 0) reporter.hint(`not followed, as not deployed here: ${missing.join(", ")}`);
        const followed = {
          ...query,
          groups: groups.filter((_, index) => there[index]),
          onSample: () => sampled(),
        };
        yield* follow(session.logs, followed, (group) => `${prefix}${group}`, signal);
      }

      function sampled(): void {
        if (warned) return;
        warned = true;
        reporter.hint(
          "more than 500 lines a second: Live Tail shows only some of them; narrow it with --filter or --only",
        );
      }

      function isWanted(line: LogLine, event: LogEvent): boolean {
        if (mentions !== undefined && !mentions.test(event.message)) return false;
        if (level !== undefined && !isAtLeast(line, level)) return false;
        // Metrics are lines, too, and Lambda's own lines say little except after a failure: both are for --raw.
        return options.raw || line.kind === "log" || line.kind === "text";
      }
    }),
});

/** The id itself: CloudWatch finds `order-1` in `order-10`, too. */
function mentionOf(id: string): RegExp {
  return new RegExp(`(?<![\\w.:-])${id.replaceAll(/[^\w]/g, "\\$&")}(?![\\w.:-])`);
}

function nothingToFollow(names: readonly string[]): FerryError {
  return new FerryError(
    "FunctionMissing",
    `there is nothing to follow: ${names.join(", ")} not deployed here`,
    {
      next: "deploy to this environment first, or name another one with --env",
    },
  );
}

function readLevel(name: string): Level {
  const level = LEVELS.find((one) => one === name.toUpperCase());
  if (level) return level;
  throw new FerryError("UsageInvalid", `there is no level "${name}"`, {
    next: `give --level as one of ${LEVELS.join(", ").toLowerCase()}`,
  });
}
