import { readFile } from "node:fs/promises";
import { FerryError } from "../error";
import type { ResourceTypes } from "./resource-types/types";

/** Reads the compiled database of resource types. It is part of the same build as the deployer, so its version matches. */
export async function readResourceTypes(file: string): Promise<ResourceTypes> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as ResourceTypes;
  } catch (cause) {
    throw new FerryError("Internal", `the resource types cannot be read: ${(cause as Error).message}`, {
      cause,
      next: "build the target again: the file belongs next to the deployer",
    });
  }
}
