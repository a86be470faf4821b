import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** In the account's state folder. */
export const CREDENTIALS_FILE = "credentials.json";

const Credentials = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
});

/** The key of a local account: its owner's, who may do everything in it. */
export type Credentials = Readonly<z.infer<typeof Credentials>>;

/** Thrown for a file that holds no key, or that another user may have read or written. */
export class CredentialsUnusable extends Error {
  override readonly name = "CredentialsUnusable";
}

/**
 * The key of the account that has this state folder; `undefined` where there is none, as an account gets it when it first starts.
 * @throws CredentialsUnusable
 */
export function readCredentials(stateFolder: string): Credentials | undefined {
  const path = join(stateFolder, CREDENTIALS_FILE);
  const descriptor = open(path);
  if (descriptor === undefined) return undefined;
  try {
    // The file that was opened, not what is at its path a moment later.
    const { uid, mode } = fstatSync(descriptor);
    if (process.getuid !== undefined && uid !== process.getuid()) {
      throw new CredentialsUnusable(
        `${path} belongs to another user (uid ${uid}); remove it, and start the local account again`,
      );
    }
    if ((mode & 0o077) !== 0) {
      throw new CredentialsUnusable(
        `other users may read or write ${path} (mode ${(mode & 0o777).toString(8).padStart(4, "0")}); ` +
          "run `chmod 600` on it; if the key may be known, stop the account, remove the file, and start it again, for a new one",
      );
    }
    return parse(path, readFileSync(descriptor, "utf8"));
  } finally {
    closeSync(descriptor);
  }
}

function open(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") throw new CredentialsUnusable(`${path} is a symbolic link; remove it`);
    if (code === "EACCES") throw new CredentialsUnusable(`${path} may not be read by this user`);
    throw error;
  }
}

function parse(path: string, text: string): Credentials {
  try {
    return Credentials.parse(JSON.parse(text));
  } catch {
    // Without its content, which may be a secret.
    throw new CredentialsUnusable(
      `${path} does not hold a key; remove it, and start the local account again`,
    );
  }
}
