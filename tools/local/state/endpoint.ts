import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "./store";

const FILE = "endpoint.json";

const Endpoint = z.object({ endpoint: z.url(), pid: z.int().positive() });

/** Where a running account answers, and its process; in `endpoint.json` of the state folder while it runs. */
export type Endpoint = z.infer<typeof Endpoint>;

/** `undefined` when no account runs there, or when it ended without being able to say so and its file is unreadable. */
export function readEndpoint(stateFolder: string): Endpoint | undefined {
  try {
    return Endpoint.parse(JSON.parse(readFileSync(join(stateFolder, FILE), "utf8")));
  } catch {
    return undefined;
  }
}

export function writeEndpoint(stateFolder: string, endpoint: Endpoint): void {
  writeFileAtomic(join(stateFolder, FILE), `${JSON.stringify(endpoint)}\n`);
}

export function removeEndpoint(stateFolder: string): void {
  rmSync(join(stateFolder, FILE), { force: true });
}
