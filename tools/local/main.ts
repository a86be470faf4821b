import { CommanderError } from "commander";
import { complain } from "../terminal/complain";
import { indented } from "../terminal/harmless";
import { CommandFailure } from "./command/failure";
import { commandLine } from "./command/program";
import { diskFailure } from "./state/disk-failure";
import { stateFolder } from "./state/folder";

// node:sqlite is complete in the pinned Node, but announces itself as experimental at its first use.
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") complain(`${warning.stack}`);
});

commandLine(__filename)
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      // Commander has printed the message or the help.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof CommandFailure) {
      complain(indented(`error: ${error.message}`));
      process.exitCode = error.exitCode;
    } else {
      const text = diskFailure(error, stateFolder(process.env));
      const stack = error instanceof Error ? error.stack : String(error);
      complain(`error: ${text ?? stack}`);
      process.exitCode = 1;
    }
  });
