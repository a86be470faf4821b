import { type House, inWorkspace, isIn } from "./house";
import type { Problem } from "./problem";
import type { Tree } from "./tree";

/** Imports of packages that a house keeps to some of its folders. */
export function checkPackages(house: House, tree: Tree, isTest: (file: string) => boolean): Problem[] {
  const kept = Object.entries(house.packages ?? {}).map(([name, paths]) => ({
    name,
    paths: paths.map((path) => inWorkspace(house, path)),
  }));
  return [...tree.files]
    .filter(([file]) => isIn(file, house.folder) && !isTest(file))
    .flatMap(([file, { packages }]) =>
      packages.flatMap(({ name, line }) =>
        kept
          .filter((one) => name.startsWith(one.name) && !one.paths.some((path) => isIn(file, path)))
          .map(({ paths }) => ({
            file,
            line,
            text: `imports ${name}: in ${house.folder}, only ${paths.join(" and ")} may; give it a function there that says what is needed`,
          })),
      ),
    );
}
