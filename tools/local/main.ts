import { CommanderError } from "commander";
import { CommandFailure } from "./command/failure";
import { commandLine } from "./command/program";

// node:sqlite is complete in the pinned Node, but announces itself as experimental at its first use.
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") process.stderr.write(`${warning.stack}\n`);
});

commandLine(__filename)
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      // Commander has printed the message or the help.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof CommandFailure) {
      process.stderr.write(`error: ${error.message}\n`);
      process.exitCode = error.exitCode;
    } else {
      process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
    }
  });
