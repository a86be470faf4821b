import { join, relative } from "node:path/posix";
import { type Floor, type House, inWorkspace, isIn } from "./house";
import type { Problem } from "./problem";
import type { Tree } from "./tree";

/** Imports, and labels of BUILD files, that the floors of a house do not allow. */
export function checkFloors(house: House, tree: Tree, isTest: (file: string) => boolean): Problem[] {
  const places = placesOf(house);
  const placeOf = (path: string) => places.find(({ room }) => isIn(path, room));
  const problems: Problem[] = [];
  const strange = new Set<string>();
  for (const [file, { imports, labels }] of tree.files) {
    if (!isIn(file, house.folder) || !file.includes("/")) continue;
    const from = placeOf(file);
    const test = isTest(file);
    if (from === undefined) {
      const folder = firstBelow(house, file);
      if (file.endsWith(".ts") && !test && !strange.has(folder)) {
        strange.add(folder);
        problems.push({ file: folder, text: `is on no floor of ${title(house)}: name it in ${TABLES}` });
      }
      continue;
    }
    for (const { to, line } of imports) {
      const place = placeOf(to);
      if (!test && isTest(to))
        problems.push({ file, line, text: `imports ${to}: only tests may import what tests share` });
      else if (place && place !== from && !mayImport(house, from, place, to, test))
        problems.push({ file, line, text: `imports ${to}: ${rule(house, places, from)}; ${REMEDY}` });
    }
    for (const { to, line, name } of labels) {
      const place = placeOf(to);
      if (place && place !== from && !mayName(house, from, place, to))
        problems.push({ file, line, text: `names ${name}: ${rule(house, places, from)}; ${REMEDY}` });
    }
  }
  return problems;
}

const TABLES = "tools/lint/floors/houses/";
const REMEDY = "move what both need below them, or pass it in";

interface Place {
  /** Path in the workspace. */
  readonly room: string;
  /** Paths in the workspace of rooms on the same floor that it may import. */
  readonly beside: readonly string[];
  readonly floor: Floor;
  /** 0 is the top. */
  readonly level: number;
}

function placesOf(house: House): readonly Place[] {
  return house.floors.flatMap((floor, level) =>
    floor.rooms.map((room) => ({
      room: inWorkspace(house, room),
      beside: (floor.beside?.[room] ?? []).map((other) => inWorkspace(house, other)),
      floor,
      level,
    })),
  );
}

function mayImport(house: House, from: Place, to: Place, path: string, test: boolean): boolean {
  const { only, tests } = from.floor;
  if (only !== undefined)
    return [...only, ...(test ? (tests ?? []) : [])].some((allowed) =>
      isIn(path, inWorkspace(house, allowed)),
    );
  return test || isBelow(from, to);
}

/** A BUILD file does not say what is for tests: it may name what they import. A package holds what is in its folders. */
function mayName(house: House, from: Place, to: Place, path: string): boolean {
  const { only, tests = [], builds = [] } = from.floor;
  return (
    [...(only ?? []), ...tests, ...builds, ...(house.rules ?? [])]
      .map((allowed) => inWorkspace(house, allowed))
      .some((allowed) => isIn(path, allowed) || isIn(allowed, path)) ||
    (only === undefined && isBelow(from, to))
  );
}

function isBelow(from: Place, to: Place): boolean {
  return from.level < to.level || from.beside.includes(to.room);
}

/** What code of a room may import, in words. */
function rule(house: House, places: readonly Place[], from: Place): string {
  const { only, tests = [] } = from.floor;
  const short = ({ room }: Place) => relative(house.folder, room);
  const allowed = only ?? places.filter((to) => isBelow(from, to)).map(short);
  const all = allowed.length === 0 ? "nothing" : `only ${allowed.join(", ")}`;
  const also = tests.length === 0 ? "" : ` (its tests also ${tests.join(", ")})`;
  return `in ${title(house)}, ${short(from)} may import ${all}${also}`;
}

/** What a table would name to hold a path: the folder or file right below the house, or below the repository's `tools/`. */
function firstBelow(house: House, path: string): string {
  const parent = house.folder || (isIn(path, "tools") ? "tools" : "");
  return join(parent, relative(parent, path).split("/")[0] ?? "");
}

function title(house: House): string {
  return house.folder || "the repository";
}
