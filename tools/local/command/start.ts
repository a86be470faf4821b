import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { nodeBinary } from "../../node/node-binary";
import type { Status } from "../account/status";
import { NotAnAccount, prepareFolder } from "../state/folder";
import { CommandFailure } from "./failure";
import { profileOf } from "./faults";
import { runningAccount } from "./running";
import { EXIT_IN_USE } from "./serve";
import type { Settings } from "./settings";

const READY_WITHIN_MS = 30_000;
const POLL_MS = 25;

/** The part of the caller's environment that a daemon gets: no credentials, nothing that configures Node. */
const KEPT_ENVIRONMENT = ["PATH", "HOME", "USER", "LANG", "TMPDIR", "TZ", "SSL_CERT_FILE", "XDG_STATE_HOME"];

/**
 * Starts the account in the background unless it runs, and resolves once it answers. Several at once end with one account:
 * the daemons race for the folder's lock, and the starter of one that lost waits for the winner.
 */
export async function start(program: string, settings: Settings): Promise<Status> {
  const running = await runningAccount(settings.stateFolder);
  if (running !== undefined) return running;
  // Its mistakes are reported here, and not by a daemon that does not start.
  if (settings.faults !== undefined) profileOf(settings.faults);
  try {
    prepareFolder(settings.stateFolder);
  } catch (error) {
    throw error instanceof NotAnAccount ? new CommandFailure(error.message, 2) : error;
  }
  const logFile = join(settings.stateFolder, "account.log");
  const logged = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const daemon = daemonize(program, settings, logFile);
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const status = await runningAccount(settings.stateFolder);
    if (status !== undefined) return status;
    const ended = daemon.exitCode ?? daemon.signalCode;
    if (ended !== null && ended !== EXIT_IN_USE) {
      throw new CommandFailure(`the local account did not start: ${tail(logFile, logged)}`);
    }
    await delay(POLL_MS);
  }
  throw new CommandFailure(
    `the local account did not answer within ${READY_WITHIN_MS / 1000} s; see ${logFile}: ${tail(logFile, logged)}`,
  );
}

function daemonize(program: string, settings: Settings, logFile: string): ChildProcess {
  const log = openSync(logFile, "a", 0o600);
  try {
    const daemon = spawn(nodeBinary(), [program, "serve"], {
      detached: true,
      stdio: ["ignore", log, log],
      // A daemon that stays in the caller's folder would keep it from being unmounted.
      cwd: settings.stateFolder,
      env: {
        ...Object.fromEntries(KEPT_ENVIRONMENT.flatMap((name) => [[name, process.env[name]]])),
        FERRY_LOCAL_DIR: settings.stateFolder,
        FERRY_LOCAL_PORT: settings.port?.toString(),
        FERRY_LOCAL_FAULTS: settings.faults,
      },
    });
    daemon.unref();
    return daemon;
  } finally {
    closeSync(log);
  }
}

/** What the daemon wrote since `from`, its last lines. */
function tail(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString("utf8").trim().split("\n");
  return (
    lines
      .slice(-10)
      .join("\n")
      .replace(/^error: /, "") || `it wrote nothing to ${logFile}; is the disk full?`
  );
}
