import { CloudFormationClient, DescribeStackEventsCommand } from "@aws-sdk/client-cloudformation";
import { describe, expect, test } from "@jest/globals";
import { answering, type ServiceVersion } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const SERVICES = ["orders", "billing", "mail", "search"];

const scene = useScene("each");

/** Builds services that answer their names; mail imports from billing, and that from orders, unless given otherwise. */
async function build(changes: Readonly<Record<string, Partial<ServiceVersion>>> = {}): Promise<void> {
  const usual: Readonly<Record<string, Partial<ServiceVersion>>> = {
    orders: { exports: ["orders-table"] },
    billing: { imports: ["orders-table"], exports: ["invoices"] },
    mail: { imports: ["invoices"] },
  };
  for (const service of SERVICES)
    await scene.build({ ...answering(service, service), ...usual[service], ...changes[service] });
}

const run = (verb: string, ...args: string[]): Promise<Finished> => scene.run(verb, args, SERVICES);

/** Each service in a few words. */
function summary({ code, report }: Finished): Record<string, unknown> {
  const services = report.services.map(({ service, stack, functions, skipped }) => [
    service,
    [
      stack.action,
      functions.map(({ version }) => version ?? "-").join(),
      ...(skipped ? [`skipped: ${skipped.of}`] : []),
    ].join(" "),
  ]);
  return { code, ...Object.fromEntries(services), ...(report.error ? { error: report.error.code } : {}) };
}

/** When the last change of each stack began and ended, by the account's own events. */
async function spans(
  status: string,
  ids: Readonly<Record<string, string>> = {},
): Promise<Record<string, { begun: number; ended: number }>> {
  const client = scene.client(CloudFormationClient);
  const result: Record<string, { begun: number; ended: number }> = {};
  for (const service of SERVICES) {
    const name = `local-${service}`;
    const { StackEvents = [] } = await client.send(
      new DescribeStackEventsCommand({ StackName: ids[service] ?? name }),
    );
    const time = (suffix: string): number =>
      StackEvents.find(
        ({ LogicalResourceId, ResourceStatus }) =>
          LogicalResourceId === name && ResourceStatus === `${status}_${suffix}`,
      )?.Timestamp?.getTime() ?? Number.NaN;
    result[service] = { begun: time("IN_PROGRESS"), ended: time("COMPLETE") };
  }
  return result;
}

describe("services that import from others", () => {
  test("are deployed after them, and destroyed before them", async () => {
    await build();
    expect(summary(await run("deploy"))).toEqual({
      code: 0,
      orders: "create 2",
      billing: "create 2",
      mail: "create 2",
      search: "create 2",
    });
    const created = await spans("CREATE");
    expect(created.billing?.begun).toBeGreaterThanOrEqual(created.orders?.ended ?? Number.NaN);
    expect(created.mail?.begun).toBeGreaterThanOrEqual(created.billing?.ended ?? Number.NaN);

    const again = await run("deploy");
    expect(summary(again)).toMatchObject({ code: 0, orders: "none 2", mail: "none 2" });
    expect(again.report.apiCalls.writes).toBe(0);

    expect(summary(await run("destroy", "--yes"))).toEqual({
      code: 0,
      orders: "delete -",
      billing: "delete -",
      mail: "delete -",
      search: "delete -",
    });
  });

  test("give up an import before it is taken away, and an export that moves is given up before it is taken over", async () => {
    await build();
    await run("deploy");
    await build({
      orders: { exports: [] },
      billing: { imports: [], exports: [] },
      mail: { imports: [], exports: [] },
      search: { exports: ["invoices", "orders-table"] },
    });
    expect(summary(await run("deploy"))).toMatchObject({
      code: 0,
      orders: "update 2",
      billing: "update 2",
      mail: "update 2",
      search: "update 2",
    });
  });

  test("are skipped where one that they need fails, and the others go on", async () => {
    const broken = {
      Broken: { Type: "AWS::Lambda::Version", Properties: { FunctionName: "no-such-function" } },
    };
    await build({ orders: { exports: ["orders-table"], resources: broken } });
    const failed = await run("deploy");
    expect(summary(failed)).toEqual({
      code: 1,
      orders: "none -",
      billing: "none - skipped: orders",
      mail: "none - skipped: billing",
      search: "create 2",
      error: "StackFailed",
    });
    expect(failed.report.services.find(({ service }) => service === "billing")?.skipped).toMatchObject({
      code: "DependencyFailed",
      message: "local-billing was skipped: it needs orders, which failed",
    });

    await build();
    expect(summary(await run("deploy"))).toMatchObject({ code: 0, mail: "create 2", search: "none 2" });
  });

  test("of each other are refused before anything is written, with the circle; the others go on", async () => {
    await build({ orders: { exports: ["orders-table"], imports: ["invoices"] } });
    const refused = await run("deploy");
    expect(summary(refused)).toEqual({
      code: 2,
      orders: "none -",
      billing: "none -",
      mail: "none - skipped: billing",
      search: "create 2",
      error: "DependencyCycle",
    });
    expect(refused.report.error?.message).toMatchInlineSnapshot(
      `"local-orders → local-billing → local-orders: because of their exports and imports, each of these stacks would have to wait for the next one"`,
    );
    expect(summary(await run("plan"))).toMatchObject({ code: 2, search: "none 2", error: "DependencyCycle" });
  });

  test("of each other can be updated once they stand", async () => {
    await build();
    await run("deploy");
    const circle = { exports: ["orders-table"], imports: ["invoices"] };
    await build({ orders: circle });
    expect(summary(await run("deploy"))).toMatchObject({ code: 0, orders: "update 2" });
    await build({
      orders: { ...answering("orders", "changed", 256), ...circle },
      billing: { ...answering("billing", "changed", 256), imports: ["orders-table"], exports: ["invoices"] },
    });
    expect(summary(await run("deploy"))).toMatchObject({ code: 0, orders: "update 3", billing: "update 3" });

    const stuck = await run("destroy", "--yes");
    expect(summary(stuck)).toMatchObject({
      code: 2,
      mail: "delete -",
      search: "delete -",
      error: "DependencyCycle",
    });
  });

  test("are not deleted where one outside the run still imports", async () => {
    await build();
    await run("deploy");
    const kept = await run("destroy", "--yes", "--only", "orders", "--only", "search");
    expect(summary(kept)).toEqual({ code: 1, orders: "none 2", search: "delete -", error: "StackFailed" });
    expect(kept.stderr).toMatch(/^next: destroy local-billing first, or deploy it without the import/m);
  });
});

describe("--only", () => {
  test("chooses among the services of the run, of which the others are not even read", async () => {
    await build();
    await scene.build(answering("wordy", "x"));
    const chosen = await scene.run("deploy", ["--only", "//services/orders", "--only", "sea*"], SERVICES);
    expect(summary(chosen)).toEqual({ code: 0, orders: "create 2", search: "create 2" });
  });

  test("that matches nothing names what there is", async () => {
    await build();
    const { code, report } = await run("deploy", "--only", "order");
    expect([code, report.error?.message]).toMatchInlineSnapshot(`
[
  2,
  "--only order matches no service: there are orders (//services/orders:orders), billing (//services/billing:billing), mail (//services/mail:mail), search (//services/search:search)",
]
`);
  });
});
