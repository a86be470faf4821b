import { type Credentials, CredentialsUnusable, readCredentials } from "../credentials/credentials";
import { CommandFailure } from "./failure";

/** The key of the account; `undefined` for one that has not started yet. @throws CommandFailure (2) */
export function ownerOf(stateFolder: string): Credentials | undefined {
  try {
    return readCredentials(stateFolder);
  } catch (error) {
    throw error instanceof CredentialsUnusable ? new CommandFailure(error.message, 2) : error;
  }
}
