import { stateFolder } from "../state/folder";
import { CommandFailure } from "./failure";

/** What the environment says of the local account. */
export interface Settings {
  readonly stateFolder: string;
  /** From `$FERRY_LOCAL_PORT`. */
  readonly port: number | undefined;
}

/** @throws CommandFailure (2) for a port that is none. */
export function settings(environment: NodeJS.ProcessEnv): Settings {
  const given = environment.FERRY_LOCAL_PORT;
  const port = given ? Number(given) : undefined;
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new CommandFailure(`FERRY_LOCAL_PORT is "${given}"; it must be a port number, 1 to 65535`, 2);
  }
  return { stateFolder: stateFolder(environment), port };
}
