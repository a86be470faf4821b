import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import type { LaunchEnvironment } from "../launch-environment";
import { chooseEvent } from "../sample-events/choose";
import { parseSampleEvents } from "../sample-events/file";
import { fill } from "../sample-events/fill";

/** JSON in the argument itself, in a file (`@path`), or on standard input (`-`); an empty event where none is given. */
export async function readPayload(argument: string | undefined, launch: LaunchEnvironment): Promise<string> {
  const payload = await payloadText(argument ?? "{}", launch);
  try {
    JSON.parse(payload);
  } catch (cause) {
    throw new FerryError("UsageInvalid", `the payload is not JSON: ${(cause as Error).message}`, {
      cause,
      next: `give --payload as JSON, as @file or as - (it is ${argument})`,
    });
  }
  return payload;
}

/** A sample event of the function's package, for the environment. */
export async function readEvent(
  asked: string,
  target: string,
  environment: Environment,
  { workspaceDirectory, workingDirectory }: LaunchEnvironment,
): Promise<string> {
  const folder = target.slice("//".length, target.indexOf(":"));
  const file = `${folder}/events.json`;
  let text: string;
  try {
    text = await readFile(resolve(workspaceDirectory ?? workingDirectory, file), "utf8");
  } catch (cause) {
    throw new FerryError("UsageInvalid", `the sample events cannot be read: ${(cause as Error).message}`, {
      cause,
      next: `make them with ./bazelw run //${folder}:events`,
    });
  }
  return JSON.stringify(fill(chooseEvent(parseSampleEvents(text, file), asked, file), environment));
}

async function payloadText(argument: string, launch: LaunchEnvironment): Promise<string> {
  if (argument === "-") return await text(process.stdin);
  if (!argument.startsWith("@")) return argument;
  try {
    return await readFile(resolve(launch.workingDirectory, argument.slice(1)), "utf8");
  } catch (cause) {
    throw new FerryError("UsageInvalid", `the payload cannot be read: ${(cause as Error).message}`, {
      cause,
      next: "correct the path after @, which is relative to the folder in which you run the command",
    });
  }
}
