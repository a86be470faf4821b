import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import { CREDENTIALS_FILE, type Credentials, readCredentials } from "../credentials/credentials";
import { writeFileAtomic } from "./store";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The key of the account, made when it has none yet. Only its one process calls this, which holds the folder's lock.
 * @throws CredentialsUnusable
 */
export function ownCredentials(stateFolder: string): Credentials {
  const known = readCredentials(stateFolder);
  if (known !== undefined) return known;
  const made = { accessKeyId: accessKeyId(), secretAccessKey: randomBytes(30).toString("base64url") };
  // With mode 0600 from the first byte on.
  writeFileAtomic(join(stateFolder, CREDENTIALS_FILE), `${JSON.stringify(made)}\n`);
  return made;
}

/** Of 20 letters and digits, as AWS's are; not `AKIA…`, which tools that look for leaked keys would report. */
function accessKeyId(): string {
  return `FERRY${Array.from({ length: 15 }, () => LETTERS[randomInt(LETTERS.length)]).join("")}`;
}
