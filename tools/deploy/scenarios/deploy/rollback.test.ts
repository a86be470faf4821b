import { describe, expect, test } from "@jest/globals";
import { signedFetch } from "../../../local/testing/signed-fetch/signed-fetch";
import { AwsSession } from "../../aws/session";
import { Bucket } from "../../bucket/bucket";
import { keys } from "../../bucket/keys";
import { Records } from "../../bucket/record/records";
import { formatDescription } from "../../history/version-description";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each");

/** Builds and deploys an orders service that answers `answer`. */
async function deployed(answer: string, memory?: number): Promise<Finished> {
  await scene.build(answering("orders", answer, memory));
  const run = await scene.run("deploy", [], undefined, { GITHUB_ACTOR: "ada" });
  expect(run.code).toBe(0);
  return run;
}

describe("history", () => {
  test("of what is not deployed", async () => {
    await scene.build(answering("orders", "one"));
    const run = await scene.run("history");
    expect(run).toMatchObject({ code: 0, report: { services: [{ functions: [{ version: null }] }] } });
    expect(run.report.services[0]?.functions[0]?.versions).toBeUndefined();
    expect(run.stderr).toContain("not deployed");
  });

  test("shows of each version what it holds, who deployed it and which is live, and needs no build", async () => {
    const one = await deployed("one");
    const two = await deployed("two");
    scene.forgetBuild("orders");
    const { code, report, stderr } = await scene.run("history");
    expect(code).toBe(0);
    const [entry] = report.services[0]?.functions ?? [];
    const digests = [two, one].map((run) => run.report.services[0]?.functions[0]?.digest);
    expect(entry).toMatchObject({
      version: "3",
      digest: digests[0],
      versions: [
        {
          version: "3",
          digest: digests[0],
          maker: "ferry",
          live: true,
          by: "ada",
          target: "//services/orders:bundle",
        },
        { version: "2", digest: digests[1], maker: "ferry", live: false, by: "ada", commit: null },
        { version: "1", maker: "placeholder", live: false, by: null },
      ],
    });
    expect(report.apiCalls).toEqual({
      total: 2,
      writes: 0,
      byOperation: { "Lambda.ListAliases": 1, "Lambda.ListVersionsByFunction": 1 },
    });
    expect(stderr).toMatch(
      /live +version 3 +\S+Z +[0-9a-f]{7} +commit unknown +by ada +\/\/services\/orders:bundle/,
    );
    expect(stderr).toMatch(/version 1 +\S+Z +placeholder of the new stack/);
    const columns = stderr
      .split("\n")
      .flatMap((row) => (/ version \d/.test(row) ? row.indexOf(" version") : []));
    expect(new Set(columns).size).toBe(1);
  });
});

/** What the function behind `live` answers. */
async function answer(): Promise<unknown> {
  const { stdout } = await scene.start("invoke").finished;
  return JSON.parse(stdout).answer;
}

/** The bucket of the account. */
function bucket(): Bucket {
  const { endpoint, credentials } = scene;
  const session = new AwsSession(
    { region: "us-east-1", endpoint, credentials },
    new AbortController().signal,
  );
  return new Bucket(session, { account: "000000000000", region: "us-east-1" });
}

interface AliasAnswer {
  readonly FunctionVersion: string;
  readonly RoutingConfig?: object;
}

/** The answer to a request of Lambda's REST API about the function. */
async function lambda(path: string, method: string, body?: object): Promise<Response> {
  return await signedFetch(scene, {
    service: "lambda",
    path: `/2015-03-31/functions/local-orders${path}`,
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function alias(change?: object): Promise<AliasAnswer> {
  const response = await lambda("/aliases/live", change ? "PUT" : "GET", change);
  return (await response.json()) as AliasAnswer;
}

/** A rollback in one line. */
function line({ code, report }: Finished): string {
  const functions = report.services.flatMap((service) => service.functions);
  const moves = functions.map(
    ({ action, version, rollback }) =>
      `${action} v${version}${rollback ? ` (${rollback.from} → ${rollback.to})` : ""}`,
  );
  return [`exit ${code}`, ...moves, ...(report.error ? [report.error.code] : [])].join("; ");
}

describe("rollback", () => {
  test("makes live what was before, without a build; a deploy of the newer build goes forward again", async () => {
    await deployed("one");
    await deployed("two");
    scene.forgetBuild("orders");

    const back = await scene.run("rollback");
    expect(line(back)).toBe("exit 0; update v2 (3 → 2)");
    expect(back.stderr).toMatch(
      /local-orders +rolled back +version 3 → 2 +commit unknown, deployed by ada at \S+Z/,
    );
    expect(await answer()).toBe("one");
    const { byOperation } = back.report.apiCalls;
    expect(Object.keys(byOperation).filter((name) => name.startsWith("Lambda."))).toEqual([
      "Lambda.ListAliases",
      "Lambda.ListVersionsByFunction",
      "Lambda.UpdateAlias",
    ]);
    expect(Object.keys(byOperation).filter((name) => name.startsWith("CloudFormation."))).toEqual([]);

    const record = (await new Records(bucket(), "local").read())?.services.orders;
    const digest = back.report.services[0]?.functions[0]?.digest;
    expect(record?.functions.orders).toMatchObject({ version: "2", sha256: digest });
    expect(record?.pending).toBeUndefined();
    expect(await bucket().get(keys.lock("local", "orders"))).toBeUndefined();

    await scene.build(answering("orders", "two"));
    expect((await scene.run("plan")).report.services[0]?.functions[0]).toMatchObject({
      action: "update",
      reason: "code",
    });
    const forward = await scene.run("deploy");
    expect(forward.report).toMatchObject({
      uploadedBytes: 0,
      services: [{ functions: [{ action: "update", version: "3" }] }],
    });
    expect(await answer()).toBe("two");
  });

  test("a second time goes back once more, until nothing older is there", async () => {
    await deployed("one");
    await deployed("two");
    await deployed("three");
    expect(line(await scene.run("rollback"))).toBe("exit 0; update v3 (4 → 3)");
    expect(line(await scene.run("rollback"))).toBe("exit 0; update v2 (3 → 2)");
    const last = await scene.run("rollback");
    expect(line(last)).toBe("exit 1; none v2; VersionNotFound");
    expect(last.stderr).toContain("orders: version 2 is the first deployed version");
    expect(last.report.apiCalls.writes).toBe(0);
  });

  test("skips the version that an earlier rollback left", async () => {
    await deployed("good");
    await deployed("bad");
    await scene.run("rollback");
    await deployed("bad again");
    expect(line(await scene.run("rollback"))).toBe("exit 0; update v2 (4 → 2)");
    expect(await answer()).toBe("good");
  });

  test("to a version that is named, forward too, and to what is live", async () => {
    const one = await deployed("one");
    await deployed("two");
    const digest = one.report.services[0]?.functions[0]?.digest ?? "";
    expect(line(await scene.run("rollback", ["--to", digest.slice(0, 9)]))).toBe("exit 0; update v2 (3 → 2)");
    expect(line(await scene.run("rollback", ["--to", "3", "--function", "orders"]))).toBe(
      "exit 0; update v3 (2 → 3)",
    );
    const nothing = await scene.run("rollback", ["--to", "3"]);
    expect(line(nothing)).toBe("exit 0; none v3");
    expect(nothing.report.apiCalls.writes).toBe(0);
    expect(line(await scene.run("rollback", ["--to", "7"]))).toBe("exit 1; none v3; VersionNotFound");
    expect(line(await scene.run("rollback", ["--function", "carts"]))).toBe(
      "exit 2; none vnull; UsageInvalid",
    );
  });

  test("brings old settings back with the old code, and says that the stack stays", async () => {
    await deployed("one", 128);
    await deployed("two", 256);
    const back = await scene.run("rollback");
    expect(back.report.services[0]?.functions[0]?.rollback).toEqual({
      from: "3",
      to: "2",
      otherTemplate: true,
    });
    expect(back.stderr).toMatch(/stack +not touched +version 2 was deployed with another template/);
    const { stdout } = await scene.start("invoke").finished;
    expect(JSON.parse(stdout)).toMatchObject({ answer: "one", memory: "128" });
  });

  test("takes all requests to the old version, whatever share another one had", async () => {
    await deployed("one");
    await deployed("two");
    await deployed("three");
    await alias({ RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } });
    expect(line(await scene.run("rollback"))).toBe("exit 0; update v3 (4 → 3)");
    expect(await alias()).toMatchObject({ FunctionVersion: "3" });
    expect((await alias()).RoutingConfig).toBeUndefined();
  });

  test("of what is not deployed", async () => {
    await scene.build(answering("orders", "one"));
    expect(line(await scene.run("rollback"))).toBe("exit 1; none vnull; FunctionMissing");
  });

  test("of a protected environment wants a confirmation, which --yes gives", async () => {
    await scene.build(answering("orders", "one"));
    await scene.run("deploy", ["--env", "vault", "--yes"]);
    await scene.build(answering("orders", "two"));
    await scene.run("deploy", ["--env", "vault", "--yes"]);
    const refused = await scene.run("rollback", ["--env", "vault"]);
    expect(line(refused)).toBe("exit 2; none v3; ConfirmationMissing");
    expect(refused.stderr).toMatch(/would be rolled back +version 3 → 2/);
    expect(line(await scene.run("rollback", ["--env", "vault", "--yes"]))).toBe("exit 0; update v2 (3 → 2)");
  });

  test("one service that cannot go back stops no other one", async () => {
    await scene.build(answering("billing", "first"));
    await deployed("one");
    await scene.run("deploy", [], ["billing"]);
    await deployed("two");
    const run = await scene.run("rollback", [], ["billing", "orders"]);
    expect(line(run)).toBe("exit 1; none v2; update v2 (3 → 2); VersionNotFound");
    expect(await answer()).toBe("one");
  });
});

describe("old versions", () => {
  /** Publishes another version as the deployer would, but for the alias. */
  async function publish(memory: number, digest: string): Promise<void> {
    await lambda("/configuration", "PUT", { MemorySize: memory });
    const description = formatDescription({
      sha256: digest,
      commit: undefined,
      by: "ada",
      deploy: "12345678",
      after: "2",
      template: "ab".repeat(32),
      target: "//services/orders:bundle",
    });
    for (;;) {
      const { status } = await lambda("/versions", "POST", { Description: description });
      if (status === 201) return;
      // The change of the setting is still under way.
      expect(status).toBe(409);
    }
  }

  async function versions(): Promise<string[]> {
    const { Versions } = (await (await lambda("/versions", "GET")).json()) as {
      Versions: { Version: string }[];
    };
    return Versions.map(({ Version }) => Version);
  }

  test("are deleted once in a while, but not what an alias uses or a rollback would go back to", async () => {
    const one = await deployed("one");
    const digest = one.report.services[0]?.functions[0]?.digest ?? "";
    for (let version = 3; version <= 14; version++) await publish(128 + version, digest);
    await lambda("/aliases", "POST", { Name: "pinned", FunctionVersion: "3" });

    const fifteenth = await deployed("two");
    expect(await versions()).toEqual([
      "$LATEST",
      "1",
      "2",
      "3",
      ...[6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map(String),
    ]);
    expect(fifteenth.report.apiCalls.byOperation["Lambda.DeleteFunction"]).toBe(2);

    const sixteenth = await deployed("three");
    expect(sixteenth.report.apiCalls.byOperation).not.toHaveProperty("Lambda.ListVersionsByFunction");
    expect(line(await scene.run("rollback"))).toBe("exit 0; update v15 (16 → 15)");
    expect(line(await scene.run("rollback"))).toBe("exit 0; update v2 (15 → 2)");
    expect(line(await scene.run("rollback", ["--to", "4"]))).toBe("exit 1; none v2; VersionNotFound");
  });
});
