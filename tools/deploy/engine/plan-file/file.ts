import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { FerryError } from "../../error";
import { parseJson } from "../../manifest/parse";
import { type PlanFile, planFileSchema } from "./schema";

/** Nobody else on the machine may read or change a plan that a deploy will trust. */
const MODE = 0o600;

/** Writes a plan whole or not at all, for its owner alone. */
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
    throw new FerryError("PlanInvalid", `the plan cannot be written: ${(cause as Error).message}`, {
      cause,
      next: "correct the path after --out, which is relative to the folder in which you run the command",
    });
  }
}

/** Reads a plan that `plan --out` has written. */
export async function readPlanFile(path: string): Promise<PlanFile> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (cause) {
    throw new FerryError("PlanInvalid", `the plan cannot be read: ${(cause as Error).message}`, {
      cause,
      next: "correct the path after --plan, which is relative to the folder in which you run the command",
    });
  }
  return parseJson(planFileSchema, content, `the plan ${path}`, "PlanInvalid", "make it anew by plan --out");
}
