import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { describe, expect, test } from "@jest/globals";
import { answering, type ServiceVersion } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { useScene } from "../../testing/scene/use-scene";

const scene = useScene("each", async () => {
  await build();
  await run("deploy", "dev-main");
});

const ALL = ["mail", "orders", "payments", "search"];
const PLACED = ["orders.OrderPlaced.v1"];
const CAPTURED = ["payments.PaymentCaptured.v1"];

/** As the three services of this repository refer to each other; `search` stands alone. */
async function build(changes: Readonly<Record<string, Partial<ServiceVersion>>> = {}): Promise<void> {
  const usual: Readonly<Record<string, Partial<ServiceVersion>>> = {
    orders: { gives: { url: `https://orders.\${Environment}` }, refers: { payments: { events: CAPTURED } } },
    payments: { refers: { orders: { events: PLACED } } },
    mail: { refers: { orders: { imports: ["url"], events: PLACED }, payments: { events: CAPTURED } } },
  };
  for (const service of ALL)
    await scene.build({ ...answering(service, service), ...usual[service], ...changes[service] });
}

const run = (verb: string, env: string, ...args: string[]): Promise<Finished> =>
  scene.run(verb, ["--env", env, ...args], ALL);

const pr = (verb: string, ...args: string[]): Promise<Finished> =>
  run(verb, "pr-1", "--base", "dev-main", ...args);

/** Each service in a few words: what is done to it, and where it is. */
function summary({ code, report }: Finished): Record<string, unknown> {
  const services = report.services.map(({ service, stack, overlay }) => {
    const where = overlay?.where === "own" ? overlay.reason.kind : "base";
    return [service, `${stack.action} ${where}`];
  });
  return { code, ...Object.fromEntries(services), ...(report.error ? { error: report.error } : {}) };
}

/** The overlay's stacks by service, with the parameters that stand for other services. */
async function stacks(): Promise<Record<string, Record<string, string>>> {
  const { Stacks = [] } = await scene.client(CloudFormationClient).send(new DescribeStacksCommand({}));
  return Object.fromEntries(
    Stacks.filter(({ StackName }) => StackName?.startsWith("pr-1-")).map(({ StackName, Parameters = [] }) => [
      StackName?.slice("pr-1-".length),
      Object.fromEntries(
        Parameters.filter(({ ParameterKey }) => !["Environment", "Level"].includes(ParameterKey ?? "")).map(
          ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue],
        ),
      ),
    ]),
  );
}

const changed = { payments: answering("payments", "changed") };

describe("an overlay", () => {
  test("has nothing of its own while nothing differs", async () => {
    const { code, report } = await pr("deploy");
    expect(code).toBe(0);
    expect(report.apiCalls.writes).toBe(0);
    expect(report.services.map(({ overlay }) => overlay)).toEqual(
      ALL.map((service) => ({
        where: "base",
        base: "dev-main",
        url: `https://dev-main.example.com/${service}`,
      })),
    );
    expect(await stacks()).toEqual({});
  });

  test("has what differs, and the direct consumers of its events", async () => {
    await build(changed);
    const expected = {
      mail: "create hears",
      orders: "create hears",
      payments: "create differs",
      search: "none base",
    };
    expect(summary(await pr("plan"))).toEqual({ code: 0, ...expected });
    expect(await stacks()).toEqual({});
    expect(summary(await pr("deploy"))).toEqual({ code: 0, ...expected });
    expect(await stacks()).toEqual({
      mail: {
        ImportOrdersUrl: "https://orders.pr-1",
        Listen: "false",
        OrdersEnvironment: "",
        PaymentsEnvironment: "",
      },
      orders: { Listen: "false", PaymentsEnvironment: "" },
      payments: { Listen: "false", OrdersEnvironment: "" },
    });
    const again = await pr("deploy");
    expect(again.report.apiCalls.writes).toBe(0);
  });

  test("uses the base for what it has not itself, and hears it only if asked", async () => {
    await build({ mail: answering("mail", "changed") });
    expect(summary(await pr("deploy"))).toEqual({
      code: 0,
      mail: "create differs",
      orders: "none base",
      payments: "none base",
      search: "none base",
    });
    const through = { OrdersEnvironment: "dev-main", PaymentsEnvironment: "dev-main" };
    const url = { ImportOrdersUrl: "https://orders.dev-main" };
    expect(await stacks()).toEqual({ mail: { ...through, ...url, Listen: "false" } });
    await pr("deploy", "--listen");
    expect(await stacks()).toEqual({ mail: { ...through, ...url, Listen: "true" } });
    const planned = await scene.start("plan", ["--env", "pr-1", "--base", "dev-main"], ALL).finished;
    for (const line of [
      /uses +orders in dev-main \(url\)/,
      /hears not +payments in dev-main/,
      /payments → dev-main\n +used there by +pr-1/,
    ])
      expect(planned.stderr).toMatch(line);
  });

  test("gives a service back that is again as in the base, and its importers use the base first", async () => {
    await build({
      orders: { ...answering("orders", "changed"), gives: { url: `https://orders.\${Environment}` } },
    });
    await pr("deploy");
    await build({ mail: answering("mail", "changed") });
    const back = {
      mail: "update differs",
      orders: "delete base",
      payments: "delete base",
      search: "none base",
    };
    expect(summary(await pr("plan"))).toEqual({ code: 0, ...back });
    expect(summary(await pr("deploy"))).toEqual({ code: 0, ...back });
    expect(await stacks()).toEqual({
      mail: {
        ImportOrdersUrl: "https://orders.dev-main",
        Listen: "false",
        OrdersEnvironment: "dev-main",
        PaymentsEnvironment: "dev-main",
      },
    });
  });

  test("gives a service back before another one takes away what it imported", async () => {
    const [url, changed] = [{ gives: { url: "https://orders" } }, answering("orders", "changed")];
    const others = { mail: { refers: {} }, search: { refers: { orders: { imports: ["url"] } } } };
    await build({ ...others, orders: url });
    await run("deploy", "dev-main");
    await build({ ...others, orders: { ...changed, ...url } });
    await pr("deploy", "--with", "//services/search");
    await build({ ...others, orders: { ...changed, gives: {} } });
    expect(summary(await pr("deploy"))).toMatchObject({
      code: 0,
      orders: "update differs",
      search: "delete base",
    });
  });

  test("shows the data that goes with a service that it gives back", async () => {
    const table = {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      },
    };
    const kept = { ...table, DeletionPolicy: "Retain" };
    await build({ search: { resources: { Found: table, Kept: kept } } });
    await run("deploy", "dev-main");
    await pr("deploy", "--with", "search");
    const planned = await scene.start("plan", ["--env", "pr-1", "--base", "dev-main"], ["search"]).finished;
    expect(planned.stderr).toMatch(/- Found +AWS::DynamoDB::Table +would be deleted +DATA LOSS/);
    expect(planned.stderr).not.toContain("Kept");
  });

  test("does not give a service back alone while another one imports from it", async () => {
    await build({ orders: { gives: { url: "https://orders" }, refers: {} } });
    await run("deploy", "dev-main");
    await pr("deploy", "--full");
    const one = ["--env", "pr-1", "--base", "dev-main"];
    for (const verb of ["plan", "deploy"]) {
      const refused = await scene.run(verb, one, ["orders"]);
      expect(refused.report.error).toMatchObject({
        code: "StackRefused",
        message: "exports of pr-1-orders are in use: pr-1-mail imports url",
        next: "deploy all services of the overlay together, with //:deploy",
      });
    }
    expect(summary(await pr("deploy"))).toMatchObject({
      code: 0,
      orders: "delete base",
      mail: "delete base",
    });
  });

  test("follows when its base moves on", async () => {
    await build(changed);
    await pr("deploy");
    await run("deploy", "dev-main");
    expect(summary(await pr("deploy"))).toEqual({
      code: 0,
      mail: "delete base",
      orders: "delete base",
      payments: "delete base",
      search: "none base",
    });
    expect(await stacks()).toEqual({});
  });

  test("has more services if asked, or all", async () => {
    expect(summary(await pr("deploy", "--with", "search"))).toMatchObject({
      search: "create asked",
      orders: "none base",
    });
    expect(summary(await pr("plan", "--full"))).toEqual({
      code: 0,
      mail: "create asked",
      orders: "create asked",
      payments: "create asked",
      search: "none asked",
    });
  });

  test.each([["invoke"], ["rollback"]])("names the base where %s misses a service", async (verb) => {
    scene.parameters({}, { ephemeral: true, base: "dev-main" });
    const { code, stderr } = await scene.start(verb, ["--env", "dev-x"]).finished;
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/next: .*; if dev-x uses it in its base: --env dev-main$/m),
    ]);
  });

  test("does not block its base, which names it", async () => {
    await build({ mail: answering("mail", "changed") });
    await pr("deploy");
    await build({ orders: { ...answering("orders", "orders"), gives: {} }, mail: { refers: {} } });
    const { code, report } = await run("deploy", "dev-main");
    expect(code).toBe(0);
    const behind = {
      stack: "pr-1-mail",
      service: "mail",
      environment: "pr-1",
      of: "orders",
      exports: ["url"],
    };
    expect(report).toMatchObject({ leftBehind: [behind] });
  });

  test("keeps its base from being destroyed while it imports from it", async () => {
    await build({ mail: answering("mail", "changed") });
    await pr("deploy");
    const refused = await scene.run("destroy", ["--env", "dev-main", "--yes"], ALL);
    expect(refused.report.error).toMatchObject({
      code: "StackRefused",
      message: "exports of dev-main-orders are in use: pr-1-mail imports url",
    });
  });

  test.each([
    ["itself", "pr-1", "it is the same environment"],
    ["a protected environment", "vault", "it is protected"],
    ["one to which nothing was deployed", "dev-nowhere", "nothing is deployed there"],
    [
      "an environment of another account",
      "foreign",
      "it is in another account (111122223333, not 000000000000)",
    ],
  ])("is not laid over %s", async (_, base, problem) => {
    const { report } = await run("deploy", "pr-1", "--base", base);
    expect(report.error).toMatchObject({
      code: "BaseInvalid",
      message: expect.stringContaining(`${base} cannot be the base of pr-1: ${problem}`),
    });
  });
});
