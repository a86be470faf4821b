import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { FerryError } from "../../error";
import { parseJson } from "../../manifest/parse";
import { type PlanFile, planFileSchema } from "./schema";

/** No other user may read or change a plan that a deploy will trust. */
const MODE = 0o600;

/** Writes a plan atomically, readable only by its owner. */
export async function writePlanFile(path: string, plan: PlanFile): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    const file = await open(unfinished, "wx", MODE);
    try {
      await file.writeFile(`${JSON.stringify(plan, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw new FerryError("PlanInvalid", `cannot write the plan: ${(cause as Error).message}`, {
      cause,
      next: "fix the path after --out, which is relative to the folder in which you run the command",
    });
  }
}

/** Reads a plan that `plan --out` has written. */
export async function readPlanFile(path: string): Promise<PlanFile> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (cause) {
    throw new FerryError("PlanInvalid", `cannot read the plan: ${(cause as Error).message}`, {
      cause,
      next: "fix the path after --plan, which is relative to the folder in which you run the command",
    });
  }
  return parseJson(
    planFileSchema,
    content,
    `the plan ${path}`,
    "PlanInvalid",
    "create it again with plan --out",
  );
}
