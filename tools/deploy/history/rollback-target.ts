import { SHORT_HEX, shortHex } from "../../terminal/short-hex";
import { FerryError } from "../error";
import type { VersionEntry } from "./versions";

/** A function whose alias may be moved. */
export interface Candidate {
  /** Name in the manifest, without the environment. */
  readonly name: string;
  /** Newest first. */
  readonly history: readonly VersionEntry[];
  /** The command that lists them. */
  readonly historyCommand: string;
}

/** A version to make live. */
export interface Move {
  readonly name: string;
  readonly from: VersionEntry;
  readonly to: VersionEntry;
}

/** Shortest part of a digest or commit that may stand for it, as in git. */
const PREFIX = /^[0-9a-f]{7,64}$/;

/**
 * What takes a service back to where it was before its last deploy. The last deploy is the run that published the newest of the
 * live versions; functions that it did not touch stay. Each goes to the version that was live then: not to the version with the
 * next lower number, which may be the one that an earlier rollback left.
 * @param alone whether the user has chosen the functions: then each goes back, whichever run it was
 * @throws FerryError `VersionNotFound` where no function can go back
 */
export function previous(candidates: readonly Candidate[], alone: boolean): Move[] {
  const live = candidates.flatMap(({ name, history }) => {
    const from = history.find((entry) => entry.live);
    return from === undefined ? [] : [{ name, history, from }];
  });
  const last = newest(live.map(({ from }) => from));
  const touched = live.filter(({ from }) => alone || (from.maker === "ferry" && run(from) === run(last)));
  const found = touched.map(({ name, history, from }) => ({ name, from, to: before(history, from) }));
  const moves = found.flatMap(({ name, from, to }) => (typeof to === "string" ? [] : [{ name, from, to }]));
  if (moves.length > 0) return moves;
  const reasons = found.flatMap(({ name, to }) => (typeof to === "string" ? [`${name}: ${to}`] : []));
  throw new FerryError(
    "VersionNotFound",
    `there is nothing to roll back to: ${reasons.join("; ") || "Ferry has not deployed what is live"}`,
    { next: `choose a version with --to: ${candidates[0]?.historyCommand} lists them` },
  );
}

/** The version that was live before, or why there is none to go back to. */
function before(history: readonly VersionEntry[], from: VersionEntry): VersionEntry | string {
  const older = history.filter(({ version }) => Number(version) < Number(from.version));
  // An older deployer did not note what was live before.
  if (from.after === undefined)
    return older.find(({ maker }) => maker === "ferry") ?? "no version of Ferry is older";
  const entry = history.find(({ version }) => version === from.after);
  if (entry === undefined)
    return `version ${from.after}, which was live before ${from.version}, was deleted since`;
  if (entry.maker === "placeholder") return `version ${from.version} is the first that was deployed`;
  if (entry.maker === "foreign")
    return `version ${from.after}, which was live before ${from.version}, is not Ferry's`;
  return entry;
}

function newest(entries: readonly VersionEntry[]): VersionEntry | undefined {
  return entries
    .filter(({ maker }) => maker === "ferry")
    .toSorted((a, b) => ((a.at ?? "") < (b.at ?? "") ? 1 : -1))
    .at(0);
}

/** What tells versions of one run from those of others; an older deployer noted only the commit. */
function run(entry: VersionEntry | undefined): string | undefined {
  return entry?.deploy ?? entry?.commit;
}

/**
 * What takes functions to a version that the user names by its number, or by the beginning of its digest or commit. Functions
 * that have no such version stay.
 * @throws FerryError `VersionNotFound` where there is none, `VersionAmbiguous` where there are several
 */
export function named(candidates: readonly Candidate[], to: string): Move[] {
  const isNumber = /^[1-9]\d{0,5}$/.test(to);
  if (!isNumber && !PREFIX.test(to)) {
    throw new FerryError(
      "UsageInvalid",
      `--to ${to} is neither the number of a version nor enough digits of a digest or commit`,
      {
        next: `give the number of a version, or at least ${SHORT_HEX} digits of a digest or commit, as ${candidates[0]?.historyCommand} lists them`,
      },
    );
  }
  if (isNumber && candidates.length > 1) {
    throw new FerryError(
      "UsageInvalid",
      `each of the ${candidates.length} functions counts its own versions: ${to} may be any of them`,
      {
        next: `choose one with --function (${candidates.map(({ name }) => name).join(", ")}), or give a commit`,
      },
    );
  }
  const matches = (entry: VersionEntry): boolean =>
    isNumber ? entry.version === to : entry.digest.startsWith(to) || entry.commit?.startsWith(to) === true;
  const found = candidates.map(({ name, history }) => ({ name, history, entries: history.filter(matches) }));
  const moves = found.flatMap(({ name, history, entries }) => {
    const [entry, ...others] = entries.filter(({ maker }) => maker === "ferry");
    if (others.length > 0) throw ambiguous(name, to, entries);
    const from = history.find(({ live }) => live);
    return entry === undefined || from === undefined ? [] : [{ name, from, to: entry }];
  });
  if (moves.length > 0) return moves;
  const refused = found.flatMap(({ entries }) => entries).at(0);
  const problem = refused
    ? `version ${refused.version} is ${refused.maker === "placeholder" ? "the placeholder of the new stack" : "not Ferry's"}`
    : `no version of ${candidates.map(({ name }) => name).join(", ")} is ${to}: it never was, or it was deleted`;
  throw new FerryError("VersionNotFound", problem, {
    next: `choose one of those that ${candidates[0]?.historyCommand} lists; deploy an older commit to bring back what was deleted`,
  });
}

function ambiguous(name: string, to: string, entries: readonly VersionEntry[]): FerryError {
  const lines = entries.map(
    ({ version, digest, commit, at }) =>
      `  version ${version}: digest ${shortHex(digest)}, commit ${commit === undefined ? "unknown" : shortHex(commit)}, ${at ?? "at an unknown time"}`,
  );
  return new FerryError("VersionAmbiguous", `${to} names several versions of ${name}:\n${lines.join("\n")}`, {
    next: "choose one of them with --to VERSION",
  });
}
