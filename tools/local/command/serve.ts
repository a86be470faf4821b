import { dirname, join } from "node:path";
import { complain } from "../../terminal/complain";
import { Output } from "../../terminal/output";
import { startAccount } from "../account/account";
import { CredentialsUnusable } from "../credentials/credentials";
import { AccountInUse } from "../state/account-lock";
import { NotAnAccount } from "../state/folder";
import { CommandFailure } from "./failure";
import { profileOf } from "./faults";
import type { Settings } from "./settings";

/** Exit code of `serve` when another process has the account; `start` then waits for that one. */
export const EXIT_IN_USE = 75;

/**
 * Runs the account until SIGTERM or SIGINT; resolves to the exit code.
 * @param program path of the program, which has `bootstrap.js` beside it
 */
export async function serve(program: string, { stateFolder, port, faults }: Settings): Promise<number> {
  // Asked for before anything runs, so that no signal is missed.
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  // On a full disk, lines for account.log are lost; the account goes on.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);
  try {
    const account = await startAccount({
      stateFolder,
      port,
      bootstrap: join(dirname(program), "bootstrap.js"),
      faults: faults === undefined ? undefined : profileOf(faults),
    });
    const log = new Output(process.stdout, process.env);
    log.lines(`${new Date().toISOString()} local account ${process.pid} answers at ${account.endpoint}`);
    // The last resort: no request or function may end the account for the others. State on disk is complete after each write.
    process.on("uncaughtException", (error) => complain(error.stack ?? String(error)));
    await stopped;
    await account.close();
    log.lines(`${new Date().toISOString()} local account ${process.pid} ended`);
    return 0;
  } catch (error) {
    if (error instanceof AccountInUse) {
      complain(error.message);
      return EXIT_IN_USE;
    }
    if (error instanceof NotAnAccount || error instanceof CredentialsUnusable) {
      throw new CommandFailure(error.message, 2);
    }
    const { code, port: taken } = error as NodeJS.ErrnoException & { port?: number };
    if (code === "EADDRINUSE" || code === "EACCES") {
      const why = code === "EADDRINUSE" ? "is in use by another program" : "may not be opened by this user";
      throw new CommandFailure(`port ${taken} ${why}; set FERRY_LOCAL_PORT to a free port and start again`);
    }
    throw error;
  }
}
