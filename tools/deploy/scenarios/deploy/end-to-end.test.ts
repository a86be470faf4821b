import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each");

/** A run in one line: exit code, actions with reasons, version, whether bytes went up. */
function line({ code, report }: Finished): string {
  const services = report.services.map(({ service, stack, functions }) => {
    const changes = functions.map(
      (one) =>
        `${one.action}/${one.reason} v${one.version ?? "-"}${one.uploadedBytes > 0 ? " uploaded" : ""}`,
    );
    return `${service}: stack ${stack.action}, ${changes.join(", ")}`;
  });
  return [`exit ${code}`, ...services, ...(report.error ? [report.error.code] : [])].join("; ");
}

describe("what a deploy does", () => {
  test("from nothing to live, and nothing the second time", async () => {
    await scene.build(answering("orders", "one"));

    const first = await scene.run("deploy");
    expect(line(first)).toMatchInlineSnapshot(`"exit 0; orders: stack create, create/new v2 uploaded"`);
    expect(await scene.answer()).toEqual({ answer: "one", level: "info", memory: "128" });

    const second = await scene.run("deploy");
    expect(line(second)).toMatchInlineSnapshot(`"exit 0; orders: stack none, none/none v2"`);
    expect(second.report.uploadedBytes).toBe(0);
    expect(second.report.apiCalls).toEqual({
      total: 3,
      writes: 0,
      byOperation: { "CloudFormation.DescribeStacks": 1, "Lambda.GetFunction": 2 },
    });
  });

  test("one changed string, one changed setting, both, and neither", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");

    await scene.build(answering("orders", "two"));
    expect(line(await scene.run("plan"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack none, update/code v2"`,
    );
    expect(line(await scene.run("deploy"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack none, update/code v3 uploaded"`,
    );
    expect(await scene.answer()).toMatchObject({ answer: "two", memory: "128" });

    await scene.build(answering("orders", "two", 256));
    expect(line(await scene.run("plan"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack update, update/configuration v3"`,
    );
    expect(line(await scene.run("deploy"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack update, update/configuration v4"`,
    );
    expect(await scene.answer()).toMatchObject({ answer: "two", memory: "256" });

    await scene.build(answering("orders", "three", 512));
    expect(line(await scene.run("deploy"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack update, update/code v5 uploaded"`,
    );
    expect(await scene.answer()).toMatchObject({ answer: "three", memory: "512" });

    await scene.build({ ...answering("orders", "three", 512), description: "no function cares" });
    expect(line(await scene.run("deploy"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack update, none/none v5"`,
    );
    expect(line(await scene.run("deploy"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack none, none/none v5"`,
    );
  });

  test("one bundle and template in two environments, with parameters", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    expect(line(await scene.run("deploy", ["--env", "dev-alice"]))).toMatchInlineSnapshot(
      `"exit 0; orders: stack create, create/new v2 uploaded"`,
    );
    expect(await scene.answer(["--env", "local"])).toMatchObject({ level: "info" });
    expect(await scene.answer(["--env", "dev-alice"])).toMatchObject({ level: "debug" });
  });

  test("a plan writes nothing", async () => {
    await scene.build(answering("orders", "one"));
    const plan = await scene.run("plan");
    expect(line(plan)).toMatchInlineSnapshot(`"exit 0; orders: stack create, create/new v-"`);
    expect(plan.report.apiCalls.writes).toBe(0);
    expect(line(await scene.run("plan"))).toBe(line(plan));
  });

  test("a service that fails stops no other one", async () => {
    await scene.build({ ...answering("orders", "one"), resources: { Ship: { Type: "AWS::Ship::Hull" } } });
    await scene.build(answering("billing", "two"));
    const run = await scene.run("deploy", [], ["orders", "billing"]);
    expect(line(run)).toMatchInlineSnapshot(
      `"exit 1; orders: stack none, none/none v-; billing: stack create, create/new v2 uploaded; StackFailed"`,
    );
    expect(run.stderr).toContain("AWS::Ship::Hull");
  });

  test("a template that CloudFormation cannot carry out, then one that it can", async () => {
    const broken = {
      Broken: { Type: "AWS::Lambda::Version", Properties: { FunctionName: "no-such-function" } },
    };
    await scene.build({ ...answering("orders", "one"), resources: broken });
    const failed = await scene.run("deploy");
    expect(failed).toMatchObject({ code: 1, report: { error: { code: "StackFailed" } } });
    expect(failed.stderr).toMatch(/Broken \(AWS::Lambda::Version\)/);

    await scene.build(answering("orders", "one"));
    expect(line(await scene.run("deploy"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack create, create/new v2 uploaded"`,
    );

    await scene.build({ ...answering("orders", "two"), resources: broken });
    const rolledBack = await scene.run("deploy");
    expect(line(rolledBack)).toMatchInlineSnapshot(`"exit 1; orders: stack none, none/none v2; StackFailed"`);
    expect(rolledBack.stderr).toMatch(/live now: local-orders version 2 \(unchanged\)/);
    expect(await scene.answer()).toMatchObject({ answer: "one" });

    await scene.build(answering("orders", "two"));
    expect(line(await scene.run("deploy"))).toMatchInlineSnapshot(
      `"exit 0; orders: stack none, update/code v3 uploaded"`,
    );
    expect(await scene.answer()).toMatchObject({ answer: "two" });
  });
});

describe("bytes", () => {
  test("other than the digest file says never leave", async () => {
    const zip = await scene.build(answering("orders", "one"));
    writeFileSync(zip, "PK poisoned");
    const run = await scene.run("deploy", [], undefined, { BUILD_WORKSPACE_DIRECTORY: "" });
    expect(line(run)).toMatchInlineSnapshot(`"exit 1; orders: stack none, none/none v-; ArtifactMismatch"`);
    expect(run.report.apiCalls.writes).toBe(0);
    expect(run.stderr).toContain("the zip of //services/orders:bundle has the SHA-256");
  });

  test("that are not here are fetched by one nested build", async () => {
    const zip = await scene.build(answering("orders", "one"));
    scene.bazelw(`echo "$@" > "$0.args"; mv '${zip}.remote' '${zip}'`);
    renameSync(zip, `${zip}.remote`);
    const run = await scene.run("deploy", [], undefined, {
      FERRY_BAZEL_STARTUP_OPTIONS: '["--output_base=/tmp/with space"]',
      FERRY_BAZEL_OPTIONS: '["--config=ci"]',
    });
    expect(line(run)).toMatchInlineSnapshot(`"exit 0; orders: stack create, create/new v2 uploaded"`);
    expect(run.report.downloadedBytes).toBe(run.report.uploadedBytes);
    expect(
      readFileSync(`${scene.workspace}/bazelw.args`, "utf8").replace(/=\/tmp\/ferry-build-[^ ]+/, "=LOG"),
    ).toMatchInlineSnapshot(`
"--output_base=/tmp/with space build --config=ci --execution_log_json_file=LOG --output_groups=zip --keep_going --color=no --curses=no --noshow_progress -- //services/orders:bundle
"
`);
  });

  test("that the cache has lost are rebuilt", async () => {
    const zip = await scene.build(answering("orders", "one"));
    renameSync(zip, `${zip}.rebuilt`);
    scene.bazelw(`case " $* " in
  *" --noremote_accept_cached --disk_cache= --remote_download_outputs=all "*) mv '${zip}.rebuilt' '${zip}' ;;
  *) echo "ERROR: Missing digest" >&2; exit 34 ;;
esac`);
    expect(line(await scene.run("deploy"))).toBe("exit 0; orders: stack create, create/new v2 uploaded");
  });

  test("that a build has brought, but not with the digest that is wanted, are rebuilt", async () => {
    const zip = await scene.build(answering("orders", "one"));
    renameSync(zip, `${zip}.right`);
    writeFileSync(zip, "PK wrong");
    // What is there, Bazel calls up to date.
    scene.bazelw(`if [ ! -e '${zip}' ]; then
  case " $* " in *" --noremote_accept_cached "*) mv '${zip}.right' '${zip}' ;; esac
fi`);
    expect(line(await scene.run("deploy"))).toBe("exit 0; orders: stack create, create/new v2 uploaded");
  });

  test("that have another digest when they are built here are not built again: a source has changed", async () => {
    const zip = await scene.build(answering("orders", "one"));
    renameSync(zip, `${zip}.away`);
    scene.bazelw(`echo build >> calls
for word in "$@"; do case "$word" in --execution_log_json_file=*) log="\${word#*=}" ;; esac; done
echo '{"targetLabel":"//services/orders:bundle","mnemonic":"LambdaPack","runner":"linux-sandbox"}' > "$log"
echo "PK changed" > '${zip}'`);
    const run = await scene.run("deploy");
    expect(line(run)).toBe("exit 1; orders: stack none, none/none v-; ArtifactMismatch");
    expect(readFileSync(join(scene.workspace, "calls"), "utf8")).toBe("build\n");
  });

  test("that cannot be had in any way leave everything as it is, and Bazel's words are shown", async () => {
    renameSync(await scene.build(answering("orders", "one")), join(scene.root, "away"));
    scene.bazelw('echo "ERROR: no such target" >&2; exit 1');
    const run = await scene.run("deploy");
    expect(line(run)).toBe("exit 1; orders: stack none, none/none v-; ArtifactBuildFailed");
    expect(run.report.apiCalls.writes).toBe(0);
    expect(run.stderr).toContain("ERROR: no such target");
  });
});
