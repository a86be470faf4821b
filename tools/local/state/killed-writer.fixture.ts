import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect } from "@jest/globals";

/** `await say(number)` says that a number is done; only what the pipe has taken is said. */
const SAY = `
  const say = async (number) => {
    if (!process.stdout.write(number + "\\n")) await new Promise((resolve) => process.stdout.once("drain", resolve));
  };`;

/**
 * Runs a program that writes as fast as it can, says each number once it is written, and is killed in the midst of it.
 *
 * @param program CommonJS; its `process.argv[1]` is the first of `args`
 * @param enough kills it once it has said this number
 * @returns the last number that it said
 */
export async function killedWriter(
  program: string,
  args: readonly string[],
  enough: number,
): Promise<number> {
  const writer = spawn(process.execPath, ["--no-warnings", "-e", SAY + program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = -1;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (last >= enough && !writer.killed) writer.kill("SIGKILL");
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, "exit");
  expect(writer.signalCode).toBe("SIGKILL");
  return last;
}
