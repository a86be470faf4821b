import type { Context } from "../../context/context";
import type { PlannedServices } from "../../engine/deploy";
import { executionRoot } from "../../workspace/bazel/execution-root";
import type { Setting } from "../launch-environment";
import { workspace } from "./prepare";

/** Adds to the outcomes what moved the digests of their bundles and templates. */
export async function explainAll(
  context: Context,
  prepared: PlannedServices["prepared"],
  setting: Setting,
): Promise<void> {
  // Only this option needs them.
  const { subjects } =
    require("../../engine/changed-artifacts") as typeof import("../../engine/changed-artifacts");
  const { explain } = require("../../why/why") as typeof import("../../why/why");
  const stackMoves = [...prepared.values()].some(({ plan }) => plan.stack.action === "update");
  const record = stackMoves ? (context.records.known ?? (await context.records.read())) : undefined;
  const found = [...prepared].flatMap(([outcome, preparation]) => subjects(outcome, preparation, record));
  if (found.length > 0) context.emit({ type: "explaining" });
  const [asked, root] = [workspace(setting), await executionRoot(setting.runfiles)];
  const surroundings = asked && root && { workspace: asked, executionRoot: root, signal: context.signal };
  await explain(found, surroundings || undefined);
}
