import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** From the root of the workspace; git ignores the folder. */
const FILE = join(".ferry", "environment");

/** The environment that commands in this checkout mean unless they name one; undefined for none. */
export function checkoutDefault(workspace: string | undefined): string | undefined {
  if (workspace === undefined) return undefined;
  try {
    return readFileSync(join(workspace, FILE), "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Sets the default, or removes it: the file has the name alone, for scripts as well. */
export function setCheckoutDefault(workspace: string, name: string | undefined): void {
  const path = join(workspace, FILE);
  if (name === undefined) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(join(workspace, ".ferry"), { recursive: true });
  writeFileSync(path, `${name}\n`);
}
