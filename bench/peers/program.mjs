import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../e2e/support/command.mjs";

/** A peer's command line with a project of its own, in which each function is a folder with an `index.js`. */
export class Program {
  /** @param {{folder: string, modules: string, node: string, functions: readonly string[], toolEnv: NodeJS.ProcessEnv}} options */
  constructor({ folder, modules, node, functions, toolEnv }) {
    this.folder = folder;
    this.modules = modules;
    this.node = node;
    for (const name of functions) mkdirSync(join(folder, "functions", name), { recursive: true });
    this.env = {
      PATH: process.env.PATH,
      HOME: folder,
      CI: "true",
      ...toolEnv,
      AWS_EC2_METADATA_DISABLED: "true",
      // Nothing but the deploy: no telemetry, notices or update checks; and no validation, which Ferry's build does.
      DO_NOT_TRACK: "1",
      CDK_DISABLE_CLI_TELEMETRY: "true",
      CDK_DISABLE_VERSION_CHECK: "true",
      CDK_VALIDATION: "false",
      SLS_TELEMETRY_DISABLED: "1",
      SLS_NOTIFICATIONS_MODE: "off",
      SLS_INTERACTIVE_SETUP_ENABLE: "0",
    };
  }

  /** @param {ReadonlyMap<string, Buffer>} code by function */
  write(code) {
    for (const [name, content] of code)
      writeFileSync(join(this.folder, "functions", name, "index.js"), content);
  }

  async run(program, args) {
    const ended = await run(this.node, [join(this.modules, program), ...args], {
      cwd: this.folder,
      env: this.env,
    });
    if (ended.code !== 0) throw new Error(ended.text());
  }
}
