import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { answering, deployableTemplate } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("all", async () => {
  await scene.build(answering("orders", "one"));
  await scene.build(answering("billing", "two"));
  expect(await scene.run("deploy", [], ["orders", "billing"])).toMatchObject({ code: 0 });
});

/** How a refusal reads; nothing may have been written for it. */
function refusal({ code, stderr, report }: Finished): string {
  expect(report.apiCalls.writes).toBe(0);
  expect(report.error?.message.length).toBeGreaterThan(0);
  return `exit ${code}\n${stderr.trim()}`;
}

describe("the command line", () => {
  test("without a verb", async () => {
    const { code, stderr } = await scene.start("--help").finished;
    expect([code, stderr]).toEqual([0, ""]);
  });
  test("with an unknown option", async () => {
    expect(refusal(await scene.run("deploy", ["--quick"]))).toMatchInlineSnapshot(`
"exit 2
error: unknown option '--quick'
next: see --help for the verbs and their options"
`);
  });
  test("with an unknown verb", async () => {
    expect(refusal(await scene.run("depoly"))).toMatchInlineSnapshot(`
"exit 2
error: unknown command 'depoly' (Did you mean deploy?)
next: see --help for the verbs and their options"
`);
  });
  test("with an unknown environment", async () => {
    expect(refusal(await scene.run("deploy", ["--env", "qa"]))).toMatchInlineSnapshot(`
"exit 2
environment qa
error: there is no environment "qa" in environments.json: it has local, pr-*, foreign, vault, dev-*
next: correct --env (or FERRY_ENV), or add the environment to that file"
`);
  });
  test("with an environment from FERRY_ENV", async () => {
    const { report } = await scene.run("plan", [], undefined, { FERRY_ENV: "dev-bob" });
    expect(report.env).toBe("dev-bob");
  });
  test("with one service twice", async () => {
    expect(refusal(await scene.run("deploy", [], ["orders", "orders"]))).toMatchInlineSnapshot(`
"exit 2
error: service orders is in //services/orders:orders and in //services/orders:orders: names must differ
next: rename one of them, or deploy only one of the targets"
`);
  });
});

describe("what can be checked is checked before anything is written", () => {
  test("credentials for another account", async () => {
    expect(refusal(await scene.run("deploy", ["--env", "foreign"]))).toContain(
      'error: the credentials belong to account 000000000000, but the environment "foreign" is account 111122223333',
    );
  });

  test("credentials for another account, before Bazel starts: a build would outlive the refusal", async () => {
    rmSync(await scene.build(answering("elsewhere", "one")));
    scene.bazelw('touch "$BUILD_WORKSPACE_DIRECTORY/started"');
    const run = await scene.run("deploy", ["--env", "foreign"], ["elsewhere"]);
    expect(run.report.error?.code).toBe("AccountMismatch");
    expect(existsSync(join(scene.workspace, "started"))).toBe(false);
  });

  test("a zip over the limit", async () => {
    await scene.build(answering("large", "x"));
    const digest = join(scene.runfiles, "services/large/bundle.digest.json");
    const text = readFileSync(digest, "utf8");
    writeFileSync(digest, JSON.stringify({ ...JSON.parse(text), unzippedBytes: 262_144_001 }));
    expect(refusal(await scene.run("deploy", [], ["large"]))).toMatchInlineSnapshot(`
"exit 2
error: the zip of //services/large:bundle unpacks to 262144001 bytes: Lambda takes at most 262144000, layers included
next: bundle less into it (the bundle's metafile shows what takes the room)"
`);
  });

  test("a template over the limit", async () => {
    const version = { ...answering("wordy", "x"), description: "x".repeat(1_000_000) };
    await scene.build(version);
    expect(refusal(await scene.run("deploy", [], ["wordy"]))).toContain(
      `the template of //services/wordy:stack has ${deployableTemplate(version).length} bytes`,
    );
  });

  test("a digest file that contradicts itself", async () => {
    await scene.build(answering("twisted", "x"));
    const digest = join(scene.runfiles, "services/twisted/bundle.digest.json");
    writeFileSync(
      digest,
      JSON.stringify({ ...JSON.parse(readFileSync(digest, "utf8")), sha256: "00".repeat(32) }),
    );
    expect(refusal(await scene.run("deploy", [], ["twisted"]))).toMatchInlineSnapshot(`
"exit 2
error: the digest file services/twisted/bundle.digest.json is not valid:
  (document): sha256 and codeSha256 must be the same 32 bytes
next: build the target again; if that does not help, the rules and the deployer are of different versions"
`);
  });

  test("a manifest that is not there", async () => {
    expect(refusal(await scene.run("deploy", [], ["nowhere"]))).toContain(
      "error: the manifest cannot be read: ENOENT",
    );
  });
});

describe("a reader that has gone", () => {
  test("ends no deploy in the middle, and takes nothing from its outcome", async () => {
    await scene.build(answering("gone", "one"));
    const { child, finished } = scene.start("deploy", ["--json"], ["gone"]);
    finished.catch(() => undefined);
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect(await once(child, "exit")).toEqual([0, null]);
    const { stdout } = await scene.start("invoke", [], ["gone"]).finished;
    expect(JSON.parse(stdout).answer).toBe("one");
  });
});

describe("Ctrl-C", () => {
  test("ends at once what leaves nothing half done", async () => {
    const begins = 'require("node:fs").writeFileSync(event.begun, "");';
    const source = `exports.handler = (event) => { ${begins} return new Promise((end) => setTimeout(end, 60_000)); };`;
    await scene.build({ service: "endless", source, memory: 128 });
    expect((await scene.run("deploy", [], ["endless"])).code).toBe(0);
    const folder = mkdtempSync(join(scene.root, "begun-"));
    const watcher = watch(folder);
    const payload = JSON.stringify({ begun: join(folder, "begun") });
    const { child, finished } = scene.start("invoke", ["--payload", payload], ["endless"]);
    await once(watcher, "change");
    watcher.close();
    child.kill("SIGINT");
    expect(await finished).toMatchObject({ code: 130, stdout: "", stderr: "" });
  });
});

describe("invoke", () => {
  test("prints the answer alone on standard output, and the log where asked", async () => {
    const { code, stdout, stderr } = await scene.start("invoke", ["--tail", "--payload", '{"a":"ä b"}'])
      .finished;
    expect([code, JSON.parse(stdout)]).toEqual([0, { answer: "one", level: "info", memory: "128" }]);
    // As `logs` lays it out, with Lambda's report and without its other lines.
    expect(stderr).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} INFO {2}local-orders asked \{"a":"ä b"\}\n\S+ local-orders REPORT RequestId: .*\n$/,
    );
  });
  test("takes the event from a file, relative to the user's folder", async () => {
    writeFileSync(join(scene.workspace, "event.json"), '{"from":"file"}');
    const { stderr } = await scene.start("invoke", ["--tail", "--payload", "@event.json"]).finished;
    expect(stderr).toContain('asked {"from":"file"}');
  });
  test("takes the event from standard input", async () => {
    const { stderr } = await scene.start(
      "invoke",
      ["--tail", "--payload", "-"],
      undefined,
      {},
      '{"from":"pipe"}',
    ).finished;
    expect(stderr).toContain('asked {"from":"pipe"}');
  });
  test("fails where the function fails, with its answer", async () => {
    const run = await scene.run("invoke", ["--payload", '{"fail":true}']);
    expect(run).toMatchObject({ code: 1, report: { error: { code: "InvocationFailed" } } });
    expect(run.stderr).toContain("as asked");
  });
  test("with --json has the answer in the report", async () => {
    const { stdout, report } = await scene.run("invoke");
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(report.invocation).toMatchObject({
      function: "local-orders",
      executedVersion: "2",
      payload: { answer: "one" },
    });
  });
  test("refuses an event that is not JSON", async () => {
    expect(refusal(await scene.run("invoke", ["--payload", "hello"]))).toMatchInlineSnapshot(`
"exit 2
error: the payload is not JSON: Unexpected token 'h', "hello" is not valid JSON
next: give --payload as JSON, as @file or as - (it is hello)"
`);
  });
  test("wants to know which function", async () => {
    expect(refusal(await scene.run("invoke", [], ["orders", "billing"]))).toMatchInlineSnapshot(`
"exit 2
error: there are 2 functions: orders, billing
next: choose one with --function"
`);
    const { stdout } = await scene.start("invoke", ["--function", "billing"], ["orders", "billing"]).finished;
    expect(JSON.parse(stdout)).toMatchObject({ answer: "two" });
  });
  test("of what is not deployed", async () => {
    expect(refusal(await scene.run("invoke", ["--env", "dev-nobody"]))).toMatchInlineSnapshot(`
"exit 1
environment dev-nobody
error: there is no function dev-nobody-orders with an alias live
next: deploy the service to this environment first"
`);
  });
});

describe("a deploy to a protected environment", () => {
  test("wants a confirmation once the plan is shown, and is none where nothing changes", async () => {
    const refused = await scene.run("deploy", ["--env", "vault"], ["billing"]);
    expect(refusal(refused)).toMatchInlineSnapshot(`
"exit 2
environment vault
billing → vault
  stack      vault-billing   would be created
  function   vault-billing   would be created   no version yet   450 B   new
  + 4 resources: AWS::IAM::Role, AWS::Lambda::Alias, AWS::Lambda::Function, AWS::Lambda::Version
error: nothing changed in vault: it was not confirmed
next: run it on a terminal, or with --yes"
`);
    expect(await scene.run("deploy", ["--env", "vault", "--yes"], ["billing"])).toMatchObject({ code: 0 });
    expect(await scene.run("deploy", ["--env", "vault"], ["billing"])).toMatchObject({
      code: 0,
      report: { apiCalls: { total: 3, writes: 0 } },
    });
  });
});

describe("destroy", () => {
  test("wants a confirmation", async () => {
    expect(refusal(await scene.run("destroy"))).toMatchInlineSnapshot(`
"exit 2
error: local-orders not deleted: it was not confirmed
next: run it on a terminal, or with --yes"
`);
  });
  test("of a protected environment wants its name too", async () => {
    expect(await scene.run("deploy", ["--env", "vault", "--yes"])).toMatchObject({ code: 0 });
    expect(refusal(await scene.run("destroy", ["--env", "vault", "--yes"]))).toMatchInlineSnapshot(`
"exit 2
environment vault
error: vault-orders not deleted: it was not confirmed
next: run it on a terminal, or with --yes --confirm vault"
`);
    expect(refusal(await scene.run("destroy", ["--env", "vault", "--yes", "--confirm", "prod"]))).toContain(
      "not confirmed",
    );
    expect(await scene.run("destroy", ["--env", "vault", "--yes", "--confirm", "vault"])).toMatchObject({
      code: 0,
    });
  });
  test("deletes the stack with its function; a second time there is nothing to do", async () => {
    expect(await scene.run("deploy", ["--env", "dev-carol"])).toMatchObject({ code: 0 });
    const run = await scene.run("destroy", ["--env", "dev-carol", "--yes"]);
    expect(run).toMatchObject({
      code: 0,
      report: {
        services: [{ stack: { action: "delete" }, functions: [{ action: "delete", version: null }] }],
      },
    });
    expect(await scene.run("destroy", ["--env", "dev-carol", "--yes"])).toMatchObject({
      code: 0,
      report: { apiCalls: { writes: 0 }, services: [{ stack: { action: "none" } }] },
    });
    expect((await scene.run("plan", ["--env", "dev-carol"])).report.services[0]?.stack.action).toBe("create");
  });
});

describe("the local account", () => {
  test("is called with none of the user's AWS settings", async () => {
    mkdirSync(join(scene.root, ".aws"), { recursive: true });
    writeFileSync(
      join(scene.root, ".aws/config"),
      "[profile mine]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\n",
    );
    const run = await scene.run("deploy", [], undefined, {
      AWS_PROFILE: "missing",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_USE_DUALSTACK_ENDPOINT: "true",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI",
    });
    expect(run).toMatchObject({ code: 0, report: { apiCalls: { total: 3, writes: 0 } } });
  });

  test("that does not run and cannot be started", async () => {
    const run = await scene.run("plan", [], undefined, { FERRY_LOCAL_DIR: join(scene.root, "elsewhere") });
    expect(refusal(run)).toMatchInlineSnapshot(`
"exit 1
error: the local account does not run, and FERRY_LOCAL_PROGRAM does not name its program
next: start it with \`bazelw run //tools/local -- start\`"
`);
  });

  test("that does not start says why", async () => {
    const program = join(scene.root, "broken.js");
    writeFileSync(program, 'console.error("error: the port 4080 is taken"); process.exitCode = 1;');
    const run = await scene.run("plan", [], undefined, {
      FERRY_LOCAL_DIR: join(scene.root, "elsewhere"),
      FERRY_LOCAL_PROGRAM: program,
    });
    expect(refusal(run)).toMatchInlineSnapshot(`
"exit 1
starting the local account
error: the local account did not start: the port 4080 is taken
next: fix what it says, or choose a real environment with --env"
`);
  });

  test("whose file is left over from a crash is not believed", async () => {
    const folder = join(scene.root, "crashed");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "endpoint.json"), JSON.stringify({ endpoint: scene.endpoint, pid: 1 }));
    expect(await scene.run("plan", [], undefined, { FERRY_LOCAL_DIR: folder })).toMatchObject({
      code: 1,
      report: { error: { code: "LocalAccountFailed" } },
    });
  });
});

test("no environment variable of a function is ever printed", async () => {
  const source = "exports.handler = async () => ({ level: process.env.LEVEL });";
  await scene.build({ service: "secretive", source, memory: 128 });
  const runs = [
    await scene.run("deploy", ["--env", "dev-secret"], ["secretive"]),
    await scene.run("plan", ["--env", "dev-secret"], ["secretive"]),
    await scene.run("destroy", ["--env", "dev-secret", "--yes"], ["secretive"]),
  ];
  for (const { code, stdout, stderr } of runs) {
    expect(code).toBe(0);
    // The value of the parameter Level in that environment, which the function has in its environment.
    expect(`${stdout}${stderr}`).not.toContain("debug");
  }
});
