import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceTypes } from "../template/resource-types/types";

/** The compiled database of resource types, as it lies beside the deployer. */
export function loadedResourceTypes(): ResourceTypes {
  return JSON.parse(readFileSync(join(__dirname, "../resource-types.json"), "utf8")) as ResourceTypes;
}
