import { SHORT_HEX, shortHex } from "../../terminal/short-hex";
import { FerryError } from "../error";
import type { VersionEntry } from "./versions";

/** A function whose alias may be moved. */
export interface Candidate {
  /** Name in the manifest, without the environment. */
  readonly name: string;
  /** Newest first. */
  readonly history: readonly VersionEntry[];
  /** The command that lists the versions. */
  readonly historyCommand: string;
}

/** A version to make live. */
export interface Move {
  readonly name: string;
  readonly from: VersionEntry;
  readonly to: VersionEntry;
}

/** A digest or commit, or an unambiguous prefix of one, as in git. */
const PREFIX = /^[0-9a-f]{7,64}$/;

/**
 * The moves that undo a service's last deploy: the run that published the newest of the live versions. Functions that it did not
 * touch stay. Each returns to the version that was live before, which need not be the one with the next lower number: an earlier
 * rollback may have abandoned that.
 * @param alone whether the user has chosen the functions: then each is rolled back, whichever run deployed it
 * @throws FerryError `VersionNotFound` if no function can be rolled back
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
  // Older deployers did not record what was live before.
  if (from.after === undefined)
    return older.find(({ maker }) => maker === "ferry") ?? "Ferry published no older version";
  const entry = history.find(({ version }) => version === from.after);
  if (entry === undefined)
    return `version ${from.after}, which was live before ${from.version}, has been deleted`;
  if (entry.maker === "placeholder") return `version ${from.version} is the first deployed version`;
  if (entry.maker === "foreign")
    return `version ${from.after}, which was live before ${from.version}, was published outside Ferry`;
  return entry;
}

function newest(entries: readonly VersionEntry[]): VersionEntry | undefined {
  return entries
    .filter(({ maker }) => maker === "ferry")
    .toSorted((a, b) => ((a.at ?? "") < (b.at ?? "") ? 1 : -1))
    .at(0);
}

/** Identifies the run that published a version; older deployers recorded only the commit. */
function run(entry: VersionEntry | undefined): string | undefined {
  return entry?.deploy ?? entry?.commit;
}

/**
 * The moves to a version given by its number, or by a prefix of its digest or commit. Functions without such a version stay.
 * @throws FerryError `VersionNotFound` if there is none, `VersionAmbiguous` if there are several
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
      `version number ${to} is ambiguous: each of the ${candidates.length} functions numbers its own versions`,
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
    ? `version ${refused.version} ${refused.maker === "placeholder" ? "is the placeholder of the new stack" : "was published outside Ferry"}`
    : `no version of ${candidates.map(({ name }) => name).join(", ")} is ${to}: it never existed, or was deleted`;
  throw new FerryError("VersionNotFound", problem, {
    next: `choose one that ${candidates[0]?.historyCommand} lists, or deploy an older commit to restore a deleted version`,
  });
}

function ambiguous(name: string, to: string, entries: readonly VersionEntry[]): FerryError {
  const lines = entries.map(
    ({ version, digest, commit, at }) =>
      `  version ${version}: digest ${shortHex(digest)}, commit ${commit === undefined ? "unknown" : shortHex(commit)}, ${at ?? "at an unknown time"}`,
  );
  return new FerryError(
    "VersionAmbiguous",
    `${to} matches several versions of ${name}:\n${lines.join("\n")}`,
    {
      next: "choose one of them with --to VERSION",
    },
  );
}
