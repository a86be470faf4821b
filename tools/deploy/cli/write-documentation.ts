import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PAGE, withTables } from "./documentation";
import { VERBS } from "./verbs/verbs";

const path = join(process.env.BUILD_WORKSPACE_DIRECTORY ?? process.cwd(), PAGE);
const verbs = Object.values(VERBS).map((load) => load());
writeFileSync(path, withTables(readFileSync(path, "utf8"), verbs));
