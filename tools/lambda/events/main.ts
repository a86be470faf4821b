import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ServiceHandler } from "../../../platform/runtime/define-service";
import { eventsFile } from "./file";
import { sampleOf } from "./sample";
import { samples } from "./samples";

/** Program of `:events`: writes `events.json` beside the BUILD file, for `:invoke -- --event`. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { main: { type: "string" }, package: { type: "string" } } });
  const { main: program, package: folder } = values;
  const workspace = process.env.BUILD_WORKSPACE_DIRECTORY;
  if (program === undefined || folder === undefined || workspace === undefined)
    throw new Error(`start it by Bazel: ./bazelw run //${folder ?? "services/<service>"}:events`);
  const { handler } = require(resolve(program)) as { readonly handler?: Partial<ServiceHandler> };
  const { spec, httpRoutes } = handler ?? {};
  if (spec === undefined || httpRoutes === undefined)
    throw new Error(
      `//${folder}: ${program} exports no handler made by defineService, so its triggers are not known`,
    );

  // The routes are made with the service's variables; any that are valid will do.
  if (spec.variables) Object.assign(process.env, sampleOf(spec.variables));
  const made = samples({ name: spec.name, handlers: spec, routes: await httpRoutes() });

  const path = join(workspace, folder, "events.json");
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  let file: ReturnType<typeof eventsFile>;
  try {
    file = eventsFile(made, before);
  } catch (cause) {
    throw new Error(
      `${folder}/events.json is not a file of sample events (${(cause as Error).message}); fix or delete it`,
      { cause },
    );
  }
  writeFileSync(path, file.text);
  const news =
    file.added.length === 0
      ? "nothing new"
      : `added ${file.added.map((name) => JSON.stringify(name)).join(", ")}`;
  process.stderr.write(`${folder}/events.json: ${news}\n`);
  if (file.unknown.length > 0)
    process.stderr.write(
      `kept, although there is no such trigger: ${file.unknown.map((name) => JSON.stringify(name)).join(", ")}\n`,
    );
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
