import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "./store";

const MARKER = "account.json";

const Marker = z.strictObject({
  kind: z.literal("ferry-local-account"),
  version: z.literal(1),
  /** Port of the AWS wire endpoint, kept over restarts. */
  port: z.int().min(1).max(65535).optional(),
});

/** The file that says that a folder is the state of a local account, and holds its settings. */
export type Marker = z.infer<typeof Marker>;

/** Thrown for a folder that must not be touched, as it is something else than a local account's state. */
export class NotAnAccount extends Error {
  override readonly name = "NotAnAccount";
}

/** `$FERRY_LOCAL_DIR`, else `$XDG_STATE_HOME/ferry/local`, else `~/.local/state/ferry/local`: one account per user. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  if (environment.FERRY_LOCAL_DIR) return resolve(environment.FERRY_LOCAL_DIR);
  // The XDG specification has relative paths ignored.
  const xdg = environment.XDG_STATE_HOME;
  const base = xdg && isAbsolute(xdg) ? xdg : join(homedir(), ".local", "state");
  return join(base, "ferry", "local");
}

/** The folder's marker; `undefined` where there is no folder, or an empty one. @throws NotAnAccount for any other folder. */
export function readMarker(folder: string): Marker | undefined {
  const text = read(join(folder, MARKER));
  if (text !== undefined) return parse(folder, text);
  const foreign = entries(folder).filter((name) => !name.startsWith(MARKER));
  if (foreign.length === 0) return undefined;
  // Another process may have made the folder an account between the two looks.
  const second = read(join(folder, MARKER));
  if (second !== undefined) return parse(folder, second);
  throw new NotAnAccount(
    `${folder} is not the state of a local account: it holds "${foreign[0]}" and no ${MARKER}; set FERRY_LOCAL_DIR to a new or empty folder`,
  );
}

/**
 * Makes the folder a local account's, if it is not one yet, and this user's alone: other users who may write there could replace the code that the
 * account runs.
 * @throws NotAnAccount for a folder that is something else, or another user's
 */
export function prepareFolder(folder: string): Marker {
  const marker = readMarker(folder) ?? { kind: "ferry-local-account", version: 1 };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(folder);
  if (uid !== process.geteuid?.()) {
    throw new NotAnAccount(`${folder} belongs to another user; set FERRY_LOCAL_DIR to a folder of your own`);
  }
  if ((mode & 0o077) !== 0) chmodSync(folder, mode & 0o700);
  writeMarker(folder, marker);
  return marker;
}

/** Replaces the marker, atomically. */
export function writeMarker(folder: string, marker: Marker): void {
  writeFileAtomic(join(folder, MARKER), `${JSON.stringify(marker)}\n`);
}

function parse(folder: string, text: string): Marker {
  try {
    return Marker.parse(JSON.parse(text));
  } catch {
    const found = text.trim() === "" ? "it is empty" : `it holds ${text.trim().slice(0, 80)}`;
    throw new NotAnAccount(
      `${join(folder, MARKER)} is not a local account's: ${found}; if ${folder} is the state of one, put {"kind":"ferry-local-account","version":1} into that file, else set FERRY_LOCAL_DIR to a new or empty folder`,
    );
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // ENOTDIR: the folder is a file, which `entries` says.
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR") throw new NotAnAccount(`${folder} is not a folder; set FERRY_LOCAL_DIR to one`);
    throw error;
  }
}
