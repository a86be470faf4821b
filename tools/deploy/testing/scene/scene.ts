import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { FaultProfile } from "../../../local/faults/profile";
import { type Account, startAccount } from "../../../local/server/account";
import type { Witness } from "../../../local/server/witness";
import { nodeBinary } from "../../../node/node-binary";
import type { Report } from "../../cli/report/report";
import { zipOf } from "../account/zip";
import { deployableTemplate, type ServiceVersion } from "./deployable";

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output, where `--json` was given. */
  readonly report: Report & { readonly invocation?: { readonly payload: unknown } };
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For S3: a bucket as part of the host name would need DNS. Other clients pass it over. */
  readonly forcePathStyle: boolean;
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

/**
 * A Bazel output tree, a workspace and a local account of their own in a temporary folder, in which the deployer runs as a child
 * process, as `bazel run` starts it.
 */
export class Scene {
  readonly root = mkdtempSync(join(tmpdir(), "ferry-deploy-"));
  readonly workspace = join(this.root, "workspace");
  stateFolder = join(this.root, "account");
  readonly #bin = join(this.root, "execroot/_main/bazel-out/k8-fastbuild/bin");
  readonly runfiles = join(this.#bin, "services/orders/deploy.runfiles/_main");
  readonly #clients: { destroy(): void }[] = [];
  #account: Account | undefined;

  /**
   * @param options.shareAccountOf another scene, whose account this one deploys to, as a second checkout does
   * @param options.witness sees what is done in the account
   */
  static async create(
    options: { readonly shareAccountOf?: Scene; readonly witness?: Witness } = {},
  ): Promise<Scene> {
    const { shareAccountOf, witness } = options;
    const scene = new Scene();
    mkdirSync(scene.workspace, { recursive: true });
    mkdirSync(scene.runfiles, { recursive: true });
    scene.parameters({ Level: "debug" });
    if (shareAccountOf) scene.stateFolder = shareAccountOf.stateFolder;
    else
      scene.#account = await startAccount({
        stateFolder: scene.stateFolder,
        port: 0,
        bootstrap: BOOTSTRAP,
        witness,
      });
    return scene;
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
  client<Client extends { destroy(): void }>(Type: new (options: ClientOptions) => Client): Client {
    const client = new Type({
      endpoint: this.endpoint,
      region: "us-east-1",
      credentials: this.credentials,
      forcePathStyle: true,
    });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.#account?.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Does what a build does: writes zip, digest file, template and manifest. Returns the path of the zip. */
  async build(version: ServiceVersion): Promise<string> {
    const { service } = version;
    const folder = `services/${service}`;
    const buildId = createHash("sha256").update(version.source).digest("hex");
    const zip = await zipOf({
      "build-id": buildId,
      "index.js": version.source,
      ...(version.asset && { "asset.bin": version.asset }),
    });
    const zipPath = join(this.#bin, folder, "bundle.zip");
    const hash = createHash("sha256").update(zip).digest();
    write(zipPath, zip);
    write(
      join(this.runfiles, folder, "bundle.digest.json"),
      JSON.stringify({
        version: 1,
        sha256: hash.toString("hex"),
        codeSha256: hash.toString("base64"),
        buildId,
        zippedBytes: zip.length,
        unzippedBytes: Buffer.byteLength(version.source) + (version.asset?.length ?? 0),
      }),
    );
    write(join(this.runfiles, folder, "stack.template.json"), deployableTemplate(version));
    if (version.sourceMap !== undefined) write(this.sourceMapPath(service), version.sourceMap);
    if (version.metafile !== undefined)
      write(join(this.#bin, folder, "bundle_metadata.json"), version.metafile);
    write(this.manifest(service), JSON.stringify(manifestOf(version)));
    return zipPath;
  }

  /** Deletes what a build made, but for the manifest: a verb that needs no build must not miss it. */
  forgetBuild(service: string): void {
    for (const file of ["bundle.digest.json", "stack.template.json"])
      rmSync(join(this.runfiles, "services", service, file));
    rmSync(join(this.#bin, "services", service, "bundle.zip"));
  }

  sourceMapPath(service: string): string {
    return join(this.#bin, `services/${service}/bundle.js.map`);
  }

  manifest(service: string): string {
    return join(this.runfiles, `services/${service}/deploy.manifest.json`);
  }

  /** Puts a `bazelw` into the workspace: a shell script that is told where the execution root's `bin` is. */
  bazelw(script: string): void {
    writeFileSync(join(this.workspace, "bazelw"), `#!/bin/sh\nbin='${this.#bin}'\n${script}\n`, {
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

  async run(
    verb: string,
    args: readonly string[] = [],
    services?: string[],
    variables?: NodeJS.ProcessEnv,
  ): Promise<Finished> {
    return await this.start(verb, ["--json", ...args], services, variables).finished;
  }
}

async function outcome(child: ChildProcess): Promise<Finished> {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    child.stdout ? text(child.stdout) : "",
    child.stderr ? text(child.stderr) : "",
    new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.on("exit", (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
    }),
  ]);
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  return { code, signal, stdout, stderr, report: last.startsWith("{") ? JSON.parse(last) : undefined };
}

function manifestOf({ service, sourceMap, metafile }: ServiceVersion): object {
  const folder = `services/${service}`;
  return {
    version: 1,
    service,
    target: `//${folder}:${service}`,
    stack: { target: `//${folder}:stack`, template: `${folder}/stack.template.json` },
    functions: [
      {
        name: service,
        target: `//${folder}:bundle`,
        digestFile: `${folder}/bundle.digest.json`,
        zip: `bazel-out/k8-fastbuild/bin/${folder}/bundle.zip`,
        outputGroup: "zip",
        ...(metafile === undefined
          ? {}
          : { metafile: `bazel-out/k8-fastbuild/bin/${folder}/bundle_metadata.json` }),
        ...(sourceMap === undefined
          ? {}
          : { sourceMap: `bazel-out/k8-fastbuild/bin/${folder}/bundle.js.map` }),
        mnemonic: "LambdaPack",
      },
    ],
  };
}

function write(path: string, data: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
}
