import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
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

/** The value that `mail` runs with. */
async function imported(): Promise<string | undefined> {
  const asked = new GetFunctionConfigurationCommand({ FunctionName: "local-mail", Qualifier: "live" });
  return (await scene.client(LambdaClient).send(asked)).Environment?.Variables?.ImportOrdersUrl;
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
    expect(await imported()).toBe("https://two.local");
  });

  test("and by the next deploy of the importer alone", async () => {
    await build();
    await scene.run("deploy", [], BOTH);
    await build({ orders: { gives: { url: `https://two.\${Environment}` } } });
    await scene.run("deploy", [], ["orders"]);
    expect(await imported()).toBe("https://one.local");
    expect(actions(await scene.run("plan", [], ["mail"]))).toEqual({ code: 0, mail: "update" });
    expect(actions(await scene.run("deploy", [], ["mail"]))).toEqual({ code: 0, mail: "update" });
    expect(await imported()).toBe("https://two.local");
  });

  test("or, if there is none, the importer is refused before anything is written", async () => {
    await build();
    const refused = await scene.run("deploy", [], ["mail"]);
    expect(actions(refused)).toEqual({ code: 1, mail: "none", error: "ImportMissing" });
    expect(refused.report.error).toMatchObject({
      message: 'mail imports "url" of orders, and the stack local-orders exports no such value',
      next: expect.stringContaining("deploy orders to local first"),
    });
    const { Stacks = [] } = await scene.client(CloudFormationClient).send(new DescribeStacksCommand({}));
    expect(Stacks).toEqual([]);
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
