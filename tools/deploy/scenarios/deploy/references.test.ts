import { existsSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, test } from "@jest/globals";
import { answering, type ServiceVersion } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each");

/** `mail` uses the URL that `orders` exports. */
async function build(changes: Readonly<Record<string, Partial<ServiceVersion>>> = {}): Promise<void> {
  await scene.build({
    ...answering("orders", "orders"),
    gives: { url: `https://one.\${Environment}` },
    ...changes.orders,
  });
  await scene.build({
    ...answering("mail", "mail"),
    refers: { orders: { imports: ["url"] } },
    ...changes.mail,
  });
}

const BOTH = ["mail", "orders"];

function actions({ code, report }: Finished): Record<string, unknown> {
  const services = report.services.map(({ service, stack }) => [service, stack.action]);
  return { code, ...Object.fromEntries(services), ...(report.error ? { error: report.error.code } : {}) };
}

/** The value that a service runs with. */
async function imported(service = "mail", name = "ImportOrdersUrl"): Promise<string | undefined> {
  const asked = new GetFunctionConfigurationCommand({ FunctionName: `local-${service}`, Qualifier: "live" });
  return (await scene.client(LambdaClient).send(asked)).Environment?.Variables?.[name];
}

async function stackNames(): Promise<(string | undefined)[]> {
  const { Stacks = [] } = await scene.client(CloudFormationClient).send(new DescribeStacksCommand({}));
  return Stacks.map(({ StackName }) => StackName);
}

describe("an import is filled from the stack that exports it", () => {
  test("in order, and not again while it stays", async () => {
    await build();
    expect(actions(await scene.run("plan", [], BOTH))).toEqual({ code: 0, mail: "create", orders: "create" });
    expect(actions(await scene.run("deploy", [], BOTH))).toEqual({
      code: 0,
      mail: "create",
      orders: "create",
    });
    expect(await imported()).toBe("https://one.local");
    const again = await scene.run("deploy", [], BOTH);
    expect(actions(again)).toEqual({ code: 0, mail: "none", orders: "none" });
    expect(again.report.apiCalls.writes).toBe(0);
  });

  test("again when the value moves, in the same deploy", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    await build({ orders: { gives: { url: `https://two.\${Environment}` } } });
    const moved = await scene.run("deploy", [], BOTH);
    expect(actions(moved)).toEqual({ code: 0, mail: "update", orders: "update" });
    expect(moved.report).not.toHaveProperty("leftBehind");
    expect(await imported()).toBe("https://two.local");
  });

  test("and by the next deploy of the importer alone", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    await build({ orders: { gives: { url: `https://two.\${Environment}` } } });
    const { code, report, stderr } = await scene.run("deploy", [], ["orders"]);
    expect(await imported()).toBe("https://one.local");
    expect(code).toBe(0);
    const behind = { stack: "local-mail", service: "mail", environment: "local", of: "orders" };
    expect(report).toMatchObject({ leftBehind: [{ ...behind, exports: ["url"] }] });
    expect(stderr).toContain(
      "local-mail still has the earlier value of url of orders; deploy mail again (--env local)",
    );
    expect(actions(await scene.run("plan", [], ["mail"]))).toEqual({ code: 0, mail: "update" });
    expect(actions(await scene.run("deploy", [], ["mail"]))).toEqual({ code: 0, mail: "update" });
    expect(await imported()).toBe("https://two.local");
  });

  test("also by way of a service that passes it on", async () => {
    const passes = { refers: { orders: { imports: ["url"] } }, gives: { link: `\${ImportOrdersUrl}/mail` } };
    const all = [...BOTH, "search"];
    await build({ mail: passes });
    await scene.build({ ...answering("search", "search"), refers: { mail: { imports: ["link"] } } });
    await scene.run("deploy", [], all);
    await build({ orders: { gives: { url: `https://two.\${Environment}` } }, mail: passes });
    expect(actions(await scene.run("deploy", [], all))).toEqual({
      code: 0,
      mail: "update",
      orders: "update",
      search: "update",
    });
    expect(await imported("search", "ImportMailLink")).toBe("https://two.local/mail");
  });

  test("as it is when the importer's stack is written, whoever deploys the exporter meanwhile", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    const zip = await scene.build({
      ...answering("mail", "changed", 256),
      refers: { orders: { imports: ["url"] } },
    });
    renameSync(zip, `${zip}.remote`);
    const [asked, go] = [`${scene.workspace}/asked`, `${scene.workspace}/go`];
    scene.bazelw(`touch '${asked}'; until [ -e '${go}' ]; do sleep 0.1; done; mv '${zip}.remote' '${zip}'`);
    const { finished } = scene.start("deploy", ["--json"], ["mail"]);
    while (!existsSync(asked)) await delay(50);
    await scene.build({ ...answering("orders", "orders"), gives: { url: `https://two.\${Environment}` } });
    expect(await scene.run("deploy", [], ["orders"])).toMatchObject({ code: 0 });
    writeFileSync(go, "");
    const run = await finished;
    expect(run.stderr).toContain("mail: planning again: a value that it imports was changed");
    expect(actions(run)).toEqual({ code: 0, mail: "update" });
    expect(await imported()).toBe("https://two.local");
  });

  test.each([
    ["of a service that is not deployed", ["mail"], {}],
    ["that its service does not give", BOTH, { orders: { gives: {} } }],
  ])("or refused before anything is written: an import %s", async (_, services, changes) => {
    await build(changes);
    for (const verb of ["plan", "deploy"]) {
      const refused = await scene.run(verb, [], services);
      expect(actions(refused)).toMatchObject({ code: 1, mail: "none", error: "ImportMissing" });
      expect(refused.report.error).toMatchObject({
        message: 'mail imports "url" of orders, and the stack local-orders exports no such value',
        next: expect.stringContaining("deploy orders to local first"),
      });
    }
    expect(await stackNames()).not.toContain("local-mail");
  });

  test("or refused where the exporter was deleted by hand", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    const cloudFormation = scene.client(CloudFormationClient);
    await cloudFormation.send(new DeleteStackCommand({ StackName: "local-orders" }));
    await waitUntilStackDeleteComplete(
      { client: cloudFormation, maxWaitTime: 60 },
      { StackName: "local-orders" },
    );
    const refused = await scene.run("deploy", [], ["mail"]);
    expect(actions(refused)).toEqual({ code: 1, mail: "none", error: "ImportMissing" });
    expect(actions(await scene.run("deploy", [], BOTH))).toMatchObject({ code: 0, orders: "create" });
  });

  test("but not from a stack of another environment that has the exporter's name", async () => {
    await build();
    await scene.build({ ...answering("b-orders", "wrong"), gives: { url: "https://wrong" } });
    expect(await scene.run("deploy", ["--env", "dev-a"], ["b-orders"])).toMatchObject({ code: 0 });
    const refused = await scene.run("deploy", ["--env", "dev-a-b"], ["mail"]);
    expect(actions(refused)).toEqual({ code: 1, mail: "none", error: "ImportMissing" });
  });
});

describe("an export in use", () => {
  const without = { orders: { gives: {} } };

  test("is not taken away by an update, or with its stack", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    await build(without);
    const message = "exports of local-orders are in use: local-mail imports url";
    const runs = [
      ["plan", ["orders"]],
      ["deploy", ["orders"]],
      ["plan", BOTH],
      ["deploy", BOTH],
    ] as const;
    for (const [verb, services] of runs) {
      const refused = await scene.run(verb, [], [...services]);
      expect([verb, refused.report.error]).toMatchObject([verb, { code: "StackRefused", message }]);
    }
    const refused = await scene.run("destroy", ["--yes"], ["orders"]);
    expect(refused.report.error).toMatchObject({ code: "StackRefused", message });
  });

  test("is given up by its importer first", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    await build({ ...without, mail: { refers: {} } });
    expect(actions(await scene.run("deploy", [], BOTH))).toEqual({
      code: 0,
      mail: "update",
      orders: "update",
    });
  });

  test("goes in any order between services that came to import from each other", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    const gives = { link: `https://mail.\${Environment}` };
    await build({ mail: { gives } });
    await scene.run("deploy", [], BOTH);
    await build({ mail: { gives }, orders: { refers: { mail: { imports: ["link"] } } } });
    expect(await scene.run("deploy", [], BOTH)).toMatchObject({ code: 0 });
    expect(await imported("orders", "ImportMailLink")).toBe("https://mail.local");
    expect(actions(await scene.run("destroy", ["--yes"], BOTH))).toEqual({
      code: 0,
      mail: "delete",
      orders: "delete",
    });
  });

  test("goes after its importer when both are destroyed", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    expect(actions(await scene.run("destroy", ["--yes"], BOTH))).toEqual({
      code: 0,
      mail: "delete",
      orders: "delete",
    });
  });
});
