import { DamagedState } from "./damaged-state";

/** What the operating system and SQLite say of a file that cannot be written or read, for people. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; free space on it",
  EDQUOT: "the quota of the disk is used up; free space on it",
  EFBIG: "the file would be larger than this user's limit; raise it (ulimit -f)",
  EROFS: "the file system is read-only; make it writable",
  EACCES: "this user may not write there; make it writable",
  EPERM: "this user may not write there; make it writable",
  EIO: "the disk failed; check it",
};

/** Of SQLite's codes, those that say the same. */
const OF_SQLITE: Readonly<Record<number, string>> = { 8: "EROFS", 10: "EIO", 13: "ENOSPC", 14: "EACCES" };

/**
 * Which file, what is wrong with it and what to do, if the error says that a file of the account's state cannot be read or written.
 *
 * @param stateFolder stands for the file where the error names none
 */
export function diskFailure(error: unknown, stateFolder: string): string | undefined {
  if (error instanceof DamagedState) return error.message;
  if (!(error instanceof Error) || "port" in error) return undefined;
  const { code = "", errcode, path = stateFolder } = error as NodeJS.ErrnoException & { errcode?: number };
  // The second byte of SQLite's code says where it happened.
  const name = errcode === undefined ? code : (OF_SQLITE[errcode & 0xff] ?? "");
  const reason = Object.hasOwn(REASONS, name) ? REASONS[name] : undefined;
  if (reason === undefined) return undefined;
  return `cannot write ${path}: ${reason}, or set FERRY_LOCAL_DIR to a folder elsewhere (${errcode === undefined ? code : error.message})`;
}
