import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../e2e/support/checkout.mjs";
import { run } from "../../e2e/support/command.mjs";

const TARGET = "services/orders/deploy";

/**
 * The programs that `bazel run //services/orders:deploy` starts, built in this checkout: `{node, deployer, local}`, absolute paths.
 * Their paths are in the launcher.
 */
export async function programs() {
  const built = await run(join(REPOSITORY, "bazelw"), ["build", "//services/orders:deploy"], {
    cwd: REPOSITORY,
  });
  if (built.code !== 0) throw new Error(built.text());
  const launcher = readFileSync(join(REPOSITORY, "bazel-bin", TARGET), "utf8");
  const path = (pattern) => {
    const found = pattern.exec(launcher)?.[1];
    if (found === undefined) throw new Error(`the launcher of ${TARGET} does not name ${pattern}`);
    return join(REPOSITORY, "bazel-bin", `${TARGET}.runfiles/_main`, found);
  };
  return {
    node: path(/'([^']*\/bin\/node)'/),
    deployer: path(/'([^']*deployer\.js)'/),
    local: path(/'([^']*local\.js)'/),
  };
}
