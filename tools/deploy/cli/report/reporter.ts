import { performance } from "node:perf_hooks";
import { indented, oneLine } from "../../../terminal/harmless";
import { Output } from "../../../terminal/output";
import { shortHex } from "../../../terminal/short-hex";
import type { Style } from "../../../terminal/style";
import type { TraceSummary } from "../../aws/xray/trace-summary";
import type { ServiceOutcome } from "../../context/outcome";
import type { ProgressEvent } from "../../context/progress-event";
import type { DeployNotes } from "../../engine/deploy";
import type { Removed } from "../../engine/removal/remove";
import type { ChosenName } from "../../environment/resolve";
import type { FerryError } from "../../error";
import type { VersionEntry } from "../../history/versions";
import type { LogLine } from "../../telemetry/logs/line";
import type { DeadLetters } from "../../telemetry/metrics/dead-letters";
import type { Measured, Periods } from "../../telemetry/metrics/series";
import type { ResolvedTrace } from "../../telemetry/stack-trace/of-build";
import type { TracedVersion } from "../../telemetry/traces/logged";
import type { Span } from "../../telemetry/traces/span";
import { Board } from "./live/board";
import type { LiveProgress } from "./live/live";
import { describe } from "./live/progress";
import type { Report } from "./report";
import { failure } from "./summary/failure";
import { noteLines } from "./summary/notes";
import { orphanLines } from "./summary/orphans";
import { planned, type SummaryForm, summary } from "./summary/summary";
import type { QueuePlace } from "./telemetry/dead-letters";

export interface ReporterOptions {
  /** One JSON object on standard output, last. */
  readonly json: boolean;
  /** In a log every event of the stacks, and not only failures and a sign of life. */
  readonly verbose: boolean;
  /** How the verb sums up what became of the services; undefined where it does nothing to them. */
  readonly summary: SummaryForm | undefined;
  readonly variables: NodeJS.ProcessEnv;
}

/** Milliseconds between two signs of life where they are lines of a log: a short deploy has none. */
const SIGN_PAUSE = 10_000;

/**
 * The only part that prints, by `Output`, so that text of any origin may stand in what it prints. People read standard error, with colour
 * and a live display only on a terminal; standard output belongs to programs.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #output: Output;
  readonly #errors: Output;
  #board: Board | undefined;
  #live: LiveProgress | undefined;
  #printing = false;
  #finishing = false;
  #signDue = SIGN_PAUSE;
  /** Headings of versions that were printed already. */
  readonly #versions = new Set<string>();

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#output = new Output(process.stdout, options.variables);
    this.#errors = new Output(process.stderr, options.variables);
    process.stdout.on("error", (error) => this.#outputLost(error));
    // A closed stderr pipe, as with `2>&1 | head`, must not abort a deploy.
    process.stderr.on("error", () => undefined);
  }

  /** Says which environment all that follows is about, unless that was left to the deployer: then it is `local`. */
  environment({ name, by }: ChosenName): void {
    const why = { flag: "", FERRY_ENV: " (FERRY_ENV)", checkout: " (default of this checkout)", none: "" }[
      by
    ];
    if (by !== "none") this.#errors.lines(oneLine(`environment ${this.#errors.colors.bold(name)}${why}`));
  }

  /** Names what the live display shows. @param noun what they are */
  begin(names: readonly string[], noun: "service" | "environment" = "service"): void {
    this.#board = new Board(names, noun);
  }

  /** Usable without its object. */
  readonly emit = (event: ProgressEvent): void => {
    this.#board?.event(event);
    if (this.#errors.isTerminal && this.#board) {
      // The display takes tens of milliseconds to load: a run in which nothing happens does without it.
      if (event.type === "done" && !this.#live) return;
      const { LiveProgress } = require("./live/live") as typeof import("./live/live");
      this.#live ??= new LiveProgress(this.#board, process.stderr);
      this.#live.show();
    } else this.#log(event);
  };

  /** In a log every line stays. Services that are done are counted from time to time, and few steps that went well are shown. */
  #log(event: ProgressEvent): void {
    if (this.#isRoutine(event) && !this.#isDue()) return;
    const service = "service" in event ? `${event.service}: ` : "";
    const text = event.type === "done" ? this.#board?.counts : `${service}${describe(event)}`;
    if (text !== undefined) this.#errors.lines(indented(text));
  }

  #isRoutine(event: ProgressEvent): boolean {
    if (event.type === "done") return true;
    return event.type === "stack-event" && !this.#options.verbose && !event.status.endsWith("_FAILED");
  }

  /** Whether it is time for another line that only shows progress. */
  #isDue(): boolean {
    const now = performance.now();
    if (now < this.#signDue) return false;
    this.#signDue = now + SIGN_PAUSE;
    return true;
  }

  /** Shows what would be done, before the user is asked to confirm it. The live display makes room. */
  async plan(outcomes: readonly ServiceOutcome[], environment: string): Promise<void> {
    await this.#live?.close();
    this.#live = undefined;
    this.#errors.lines(planned(outcomes, environment, this.#options.summary, this.#errors.style));
  }

  /** What a removal of environments did, or would do. The live display makes room. */
  async removal(ended: readonly Removed[], planned: boolean): Promise<void> {
    await this.#live?.close();
    this.#live = undefined;
    const { removalText } = require("./removal/text") as typeof import("./removal/text");
    this.#errors.lines(removalText(ended, planned, this.#errors.style));
  }

  /** Prints how it ended: the summary of what was done, the failure if there was one, and for programs the report. */
  async finish(
    report: Report & DeployNotes & { readonly out?: string },
    outcomes: readonly ServiceOutcome[],
    error: FerryError | undefined,
  ): Promise<void> {
    await this.#live?.close();
    this.#finishing = true;
    const { summary: form } = this.#options;
    if (form && outcomes.length > 0) this.#errors.lines(summary(outcomes, report, form, this.#errors.style));
    if (report.orphans?.length)
      this.#errors.lines(orphanLines(report.orphans, report.env ?? "local", this.#errors.style));
    for (const line of noteLines(report, report.env ?? "local", this.#errors.style)) this.#errors.lines(line);
    if (report.out !== undefined)
      this.#errors.lines(`plan written to ${oneLine(report.out)}: apply it with deploy --plan`);
    if (error) this.#errors.lines(`${failure(error, outcomes, this.#errors.style)}${this.#trace(error)}`);
    if (this.#options.json) this.#output.json(report);
  }

  /** What a function answered, and the end of its log, laid out as `log` does, where it was asked for. */
  invocation(payload: string, logTail: readonly LogLine[]): void {
    if (logTail.length > 0) {
      const { logText } = require("./telemetry/log-lines") as typeof import("./telemetry/log-lines");
      for (const line of logTail) this.#errors.lines(logText(line, this.#errors.colors));
    }
    if (this.#options.json) return;
    this.#printing = true;
    this.#output.verbatim(payload);
  }

  /**
   * A line of a log, and what is known of the version that has logged it: people get that before its first line, programs
   * with each.
   * @param raw the line as it was logged, where just that is asked for
   */
  log(line: LogLine, raw: string | undefined, version: VersionEntry | undefined): void {
    const { logRecord, logText, versionText } =
      require("./telemetry/log-lines") as typeof import("./telemetry/log-lines");
    if (this.#options.json) {
      this.#printing = true;
      this.#output.json(logRecord(line, version));
      return;
    }
    const heading = line.version === undefined ? "" : versionText(line.function, line.version, version);
    if (heading !== "" && !this.#versions.has(heading)) {
      this.#versions.add(heading);
      this.#errors.lines(this.#errors.colors.dim(heading));
    }
    this.#print(raw?.trimEnd() ?? logText(line, this.#output.colors));
  }

  /** A resolved stack trace: on standard output, below what is known of the code, which programs get with the report. */
  stackTrace(trace: ResolvedTrace): void {
    if (this.#options.json) return;
    const { versionText } = require("./telemetry/log-lines") as typeof import("./telemetry/log-lines");
    const { traceLine } = require("./telemetry/stack-trace") as typeof import("./telemetry/stack-trace");
    const { version, entry, buildId } = trace;
    const what = version === undefined ? trace.function : versionText(trace.function, version, entry);
    const { colors } = this.#errors;
    this.#errors.lines(colors.dim(oneLine(`${what}, build ${shortHex(buildId)}`)));
    if (trace.assumed && trace.lines.some(({ source }) => source)) {
      const guess =
        "the trace names no build, so it is taken for the live one: if it is not, give --build-id";
      this.#errors.lines(colors.yellow(guess));
    }
    for (const line of trace.lines) this.#print(traceLine(line, this.#output.colors));
  }

  /** What a user may want to do next, or to know: beside what was asked for, so on standard error. */
  hint(text: string): void {
    if (!this.#options.json) this.#errors.lines(this.#errors.colors.dim(text));
  }

  /** That there are dead letters, and the commands for them: for people, beside the charts. */
  deadLetters(letters: DeadLetters, place: QueuePlace): void {
    const { deadLetterText } =
      require("./telemetry/dead-letters") as typeof import("./telemetry/dead-letters");
    this.hint(deadLetterText(letters, place));
  }

  /** What a verb was asked for, for people; programs get it with the report. */
  text(make: (style: Style) => string): void {
    if (!this.#options.json) this.#print(make(this.#output.style));
  }

  /** @param more whether there are others that are not in the list */
  traces(traces: readonly TraceSummary[], more: boolean): void {
    if (this.#options.json) return;
    const { traceList } = require("./telemetry/traces") as typeof import("./telemetry/traces");
    this.#print(traceList(traces, more, this.#output.style));
  }

  /** One request as a waterfall, and below it what code took part. */
  trace(spans: readonly Span[], versions: readonly TracedVersion[]): void {
    if (this.#options.json) return;
    const { versionLines, waterfall } = require("./telemetry/traces") as typeof import("./telemetry/traces");
    const style = this.#output.style;
    this.#print(waterfall(spans, style));
    if (versions.length > 0) this.#print(versionLines(versions, style));
  }

  /** @param inFull a chart of each, where a line of each would do as well */
  metrics(measured: readonly Measured[], range: Periods, inFull: boolean): void {
    if (this.#options.json) return;
    const { metricCharts, metricTable } =
      require("./telemetry/metrics") as typeof import("./telemetry/metrics");
    const { style, isTerminal } = this.#output;
    this.#print(
      inFull ? metricCharts(measured, range, style) : metricTable(measured, range, style, isTerminal),
    );
  }

  #print(line: string): void {
    this.#printing = true;
    this.#output.lines(line);
  }

  /** A closed pipe, as with `… | head`, ends what only prints, and nothing else. A full disk is a failure. */
  #outputLost(error: NodeJS.ErrnoException): void {
    if (error.code !== "EPIPE") {
      this.#errors.lines(`error: standard output cannot be written: ${error.message}`);
      process.exit(1);
    }
    if (this.#printing && !this.#finishing) process.exit(0);
  }

  #trace(error: FerryError): string {
    return this.#options.variables.FERRY_DEBUG ? `\n${indented(traces(error))}` : "";
  }
}

function traces(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? `${error.stack}` : `${error.stack}\ncaused by: ${traces(error.cause)}`;
}
