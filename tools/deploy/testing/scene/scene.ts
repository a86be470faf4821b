import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Account, startAccount } from "../../../local/account/account";
import type { FaultProfile } from "../../../local/faults/profile";
import type { Witness } from "../../../local/server/witness";
import { nodeBinary } from "../../../node/node-binary";
import { BuildOutput, write } from "./build-output";
import type { ServiceVersion } from "./deployable";
import { type Finished, outcome, type Started } from "./finished";

/** How to reach an account. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For S3: a bucket as part of the host name would need DNS. Other clients ignore it. */
  readonly forcePathStyle: boolean;
}

export type ClientType<Client extends { destroy(): void }> = new (options: ClientOptions) => Client;

/** Makes clients of an account. */
export interface ClientSource {
  /** A client of the account beside the deployer's: `scene.client(LambdaClient)`. It ends with the scene. */
  client<Client extends { destroy(): void }>(Type: ClientType<Client>): Client;
}

/** The deployer's program: under Bazel the bundle that users run, otherwise what tsc has compiled. */
const PROGRAM = join(__dirname, "../..", process.env.FERRY_TEST_PROGRAM ?? "main.js");

/** A deployer's time is mostly that of its compilation, which is kept for the next one where Bazel removes it afterwards. */
const { TEST_TMPDIR } = process.env;
const COMPILE_CACHE = TEST_TMPDIR && { NODE_COMPILE_CACHE: join(TEST_TMPDIR, "compile-cache") };

/** What the local account starts function processes with, as its own build bundles it. */
const BOOTSTRAP = join(__dirname, "../../../local/bootstrap.js");

const ENVIRONMENTS = {
  version: 1,
  environments: {
    "pr-*": { account: "000000000000", region: "us-east-1", endpoint: "local", ephemeral: true },
    foreign: { account: "111122223333", region: "us-east-1", endpoint: "local" },
    vault: { account: "000000000000", region: "us-east-1", endpoint: "local", protected: true },
  },
};

/** How a scene differs from the usual one. */
export interface SceneOptions {
  /** Another scene, whose account this one deploys to, as a second checkout does. */
  readonly shareAccountOf?: Scene;
  /** Sees what is done in the account. */
  readonly witness?: Witness;
}

/**
 * A Bazel output tree, a workspace and a local account of their own in a temporary folder, in which the deployer runs as a child
 * process, as `bazel run` starts it. Tests get theirs from `useScene`.
 */
export class Scene implements ClientSource {
  root = "";
  stateFolder = "";
  #output = new BuildOutput("");
  #clients: { destroy(): void }[] = [];
  #account: Account | undefined;

  static async create(options: SceneOptions = {}): Promise<Scene> {
    const scene = new Scene();
    await scene.open(options);
    return scene;
  }

  /** Makes the folders and starts the account; after `close`, anew. */
  async open({ shareAccountOf, witness }: SceneOptions = {}): Promise<void> {
    this.root = mkdtempSync(join(tmpdir(), "ferry-deploy-"));
    this.stateFolder = shareAccountOf?.stateFolder ?? join(this.root, "account");
    this.#output = new BuildOutput(join(this.root, "execroot/_main"));
    mkdirSync(this.workspace, { recursive: true });
    mkdirSync(this.runfiles, { recursive: true });
    this.parameters({ Level: "debug" });
    if (shareAccountOf) return;
    const options = { stateFolder: this.stateFolder, port: 0, bootstrap: BOOTSTRAP, witness };
    this.#account = await startAccount(options);
  }

  async close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.destroy();
    await this.#account?.close();
    this.#account = undefined;
    rmSync(this.root, { recursive: true, force: true });
  }

  get workspace(): string {
    return join(this.root, "workspace");
  }

  get runfiles(): string {
    return this.#output.runfiles;
  }

  /** Gives the environments `dev-*` these parameters and settings, as a change of `environments.json` does. */
  parameters(parameters: Readonly<Record<string, string>>, settings: object = {}): void {
    const dev = { account: "000000000000", region: "us-east-1", endpoint: "local", parameters, ...settings };
    const environments = { ...ENVIRONMENTS.environments, "dev-*": dev };
    write(join(this.runfiles, "environments.json"), JSON.stringify({ ...ENVIRONMENTS, environments }));
  }

  get endpoint(): string {
    return this.#account?.endpoint ?? "";
  }

  /** The account's key. */
  get credentials(): Account["credentials"] {
    return this.#account?.credentials ?? { accessKeyId: "", secretAccessKey: "" };
  }

  /** What goes wrong in the account from now on; undefined for nothing. */
  setFaults(profile: FaultProfile | undefined): void {
    this.#account?.setFaults(profile);
  }

  /** A client of the account beside the deployer's: `scene.client(LambdaClient)`. It ends with the scene. */
  client<Client extends { destroy(): void }>(Type: ClientType<Client>): Client {
    const client = new Type({
      endpoint: this.endpoint,
      region: "us-east-1",
      credentials: this.credentials,
      forcePathStyle: true,
    });
    this.#clients.push(client);
    return client;
  }

  /** Does what a build does: writes zip, digest file, template and manifest. Returns the path of the zip. */
  async build(version: ServiceVersion): Promise<string> {
    return await this.#output.add(version);
  }

  /** Deletes what a build made, but for the manifest: a verb that needs no build must not miss it. */
  forgetBuild(service: string): void {
    this.#output.remove(service);
  }

  sourceMapPath(service: string): string {
    return this.#output.sourceMap(service);
  }

  manifest(service: string): string {
    return this.#output.manifest(service);
  }

  /** Puts a `bazelw` into the workspace: a shell script whose variable `bin` is the execution root's `bin`. */
  bazelw(script: string): void {
    writeFileSync(join(this.workspace, "bazelw"), `#!/bin/sh\nbin='${this.#output.bin}'\n${script}\n`, {
      mode: 0o755,
    });
  }

  /** Starts the deployer on the manifest of `orders`, or on those of the given services. */
  start(
    verb: string,
    args: readonly string[] = [],
    services = ["orders"],
    variables: NodeJS.ProcessEnv = {},
    input = "",
  ): Started {
    const manifests = services.flatMap((service) => ["--manifest", this.manifest(service)]);
    const child = spawn(nodeBinary(), [PROGRAM, verb, ...manifests, ...args], {
      cwd: this.runfiles,
      env: {
        PATH: process.env.PATH,
        HOME: this.root,
        BUILD_WORKSPACE_DIRECTORY: this.workspace,
        BUILD_WORKING_DIRECTORY: this.workspace,
        FERRY_ENVIRONMENTS: "environments.json",
        FERRY_LOCAL_DIR: this.stateFolder,
        ...COMPILE_CACHE,
        ...variables,
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.end(input);
    return { child, finished: outcome(child) };
  }

  /** What the function of `orders` behind `live` answers, or what is printed where it fails. */
  async answer(args: readonly string[] = []): Promise<unknown> {
    const { code, stdout, stderr } = await this.start("invoke", args).finished;
    return code === 0 ? JSON.parse(stdout) : stderr;
  }

  async run(
    verb: string,
    args: readonly string[] = [],
    services?: string[],
    variables?: NodeJS.ProcessEnv,
  ): Promise<Finished> {
    return await this.start(verb, ["--json", ...args], services, variables).finished;
  }
}
