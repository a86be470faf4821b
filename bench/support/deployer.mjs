import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../e2e/support/command.mjs";
import { successOf } from "../../e2e/support/report.mjs";

const MEASURED = fileURLToPath(new URL("measured.cjs", import.meta.url));

/** The deployer, started as by the launcher of a monorepo's `:deploy`. */
export class Deployer {
  /**
   * @param {{node: string, deployer: string}} programs
   * @param {import("./monorepo.mjs").Monorepo} monorepo
   * @param {{folder: string, env: NodeJS.ProcessEnv, profile?: string}} options `profile`: a folder for CPU profiles
   */
  constructor({ node, deployer }, monorepo, { folder, env, profile }) {
    this.command = [
      node,
      "--require",
      MEASURED,
      ...(profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : []),
      deployer,
    ];
    this.monorepo = monorepo;
    this.measured = join(folder, "measured.json");
    this.env = {
      ...process.env,
      NODE_COMPILE_CACHE: join(folder, "compile-cache"),
      FERRY_ENVIRONMENTS: "environments.json",
      BUILD_WORKSPACE_DIRECTORY: folder,
      BUILD_WORKING_DIRECTORY: folder,
      ...env,
      MEASURED: this.measured,
    };
  }

  /** Runs a verb on all services: `{report, seconds, peak, cpuSeconds}`, `peak` in bytes. */
  async run(verb, environment = "local") {
    const options = ["--json", "--env", environment];
    const [program, ...args] = [...this.command, verb, ...this.monorepo.manifests, ...options];
    const start = performance.now();
    const ended = await run(program, args, { cwd: this.monorepo.runfiles, env: this.env });
    const seconds = (performance.now() - start) / 1000;
    return { report: successOf(ended), seconds, ...JSON.parse(readFileSync(this.measured, "utf8")) };
  }
}
