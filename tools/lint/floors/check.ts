import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkCircles } from "./check-circles";
import { checkFloors } from "./check-floors";
import { checkPackages } from "./check-packages";
import { checkPurity } from "./check-purity";
import { checkSizes } from "./check-sizes";
import { type House, inWorkspace, isIn } from "./house";
import type { Problem } from "./problem";
import type { Tree } from "./tree";

/** All that breaks the rules of some houses, ordered by file. */
export function check(houses: readonly House[], tree: Tree): Problem[] {
  const testing = houses.flatMap((house) =>
    (house.testing ?? []).map((folder) => inWorkspace(house, folder)),
  );
  const isTest = (file: string) =>
    /\.(test|fixture)\.[a-z]+$/.test(file) || testing.some((folder) => isIn(file, folder));
  return [
    ...houses.flatMap((house) => [
      ...checkTable(house, tree),
      ...checkFloors(house, tree, isTest),
      ...checkPackages(house, tree, isTest),
      ...checkPurity(house, tree, isTest),
    ]),
    ...checkCircles(tree),
    ...checkSizes(tree, isTest),
  ].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0)));
}

/** Paths of a table that are not there any more. */
function checkTable(house: House, { workspace }: Tree): Problem[] {
  const { paths = [], except = {} } = house.pure ?? {};
  return [
    ...house.floors.flatMap(({ rooms, only = [], tests = [], builds = [] }) => [
      ...rooms,
      ...only,
      ...tests,
      ...builds,
    ]),
    ...(house.testing ?? []),
    ...Object.values(house.packages ?? {}).flat(),
    ...paths,
    ...Object.keys(except),
  ]
    .map((path) => inWorkspace(house, path))
    .filter((path) => !existsSync(join(workspace, path)))
    .map((file) => ({ file, text: "is not there: take it out of tools/lint/floors/houses/" }));
}
