import { isAbsolute, resolve } from "node:path";
import { PRESETS } from "../faults/presets";
import { stateFolder } from "../state/folder";
import { CommandFailure } from "./failure";

/** Settings of the local account from environment variables. */
export interface Settings {
  readonly stateFolder: string;
  /** From `$FERRY_LOCAL_PORT`. */
  readonly port: number | undefined;
  /** From `$FERRY_LOCAL_FAULTS`: a preset, or the absolute path of a profile. */
  readonly faults: string | undefined;
}

/** @throws CommandFailure (2) for an invalid port. */
export function settings(environment: NodeJS.ProcessEnv): Settings {
  const given = environment.FERRY_LOCAL_PORT;
  const port = given ? Number(given) : undefined;
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new CommandFailure(`FERRY_LOCAL_PORT is "${given}"; it must be a port number, 1 to 65535`, 2);
  }
  const faults = environment.FERRY_LOCAL_FAULTS;
  return {
    stateFolder: stateFolder(environment),
    port,
    faults: faults ? profileSource(faults, environment) : undefined,
  };
}

/** A preset, or the path of a file; a relative one is resolved against the folder that `bazel run` was called in. */
export function profileSource(given: string, environment: NodeJS.ProcessEnv): string {
  if (Object.hasOwn(PRESETS, given) || isAbsolute(given)) return given;
  return resolve(environment.BUILD_WORKING_DIRECTORY ?? "", given);
}
