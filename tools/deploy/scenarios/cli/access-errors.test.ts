import { expect, test } from "@jest/globals";
import { FaultProfile } from "../../../local/faults/profile";
import { answering } from "../../testing/scene/deployable";
import { useScene } from "../../testing/scene/use-scene";

const SERVICES = ["orders", "billing", "mail"];

const scene = useScene("each", async () => {
  for (const service of SERVICES) await scene.build(answering(service, "one"));
});

function faults(profile: object): void {
  scene.setFaults(FaultProfile.parse({ version: 1, ...profile }));
}

/** How often a text was printed. */
function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

test("credentials that expired before the deploy are reported once for all services", async () => {
  faults({ credentials: { expireAfter: 0 } });
  const run = await scene.run("deploy", [], SERVICES);
  expect(run).toMatchObject({
    code: 2,
    report: { error: { code: "CredentialsExpired" }, apiCalls: { writes: 0 } },
  });
  expect(occurrences(run.stderr, "the AWS credentials have expired")).toBe(1);
  expect(occurrences(run.stderr, "next:")).toBe(1);
  expect(run.report.error?.services?.map(({ code }) => code)).toEqual(Array(3).fill("CredentialsExpired"));
});

test("credentials that expire during the deploy leave what is live as it is, and it goes on later", async () => {
  expect(await scene.run("deploy", [], SERVICES)).toMatchObject({ code: 0 });
  for (const service of SERVICES) await scene.build(answering(service, "two"));
  // Enough for the plans, not for all the writes.
  faults({ credentials: { expireAfter: 15 } });
  const run = await scene.run("deploy", [], SERVICES);
  expect(run).toMatchObject({ code: 2, report: { error: { code: "CredentialsExpired" } } });
  expect(occurrences(run.stderr, "the AWS credentials have expired")).toBe(1);
  expect(occurrences(run.stderr, "live now: local-")).toBeGreaterThan(0);
  scene.setFaults(undefined);
  expect(await scene.run("deploy", [], SERVICES)).toMatchObject({ code: 0 });
  const { stdout } = await scene.start("invoke", ["--function", "mail"], SERVICES).finished;
  expect(JSON.parse(stdout)).toMatchObject({ answer: "two" });
});

test("a network that is lost is reported once, and services that had not begun are not tried", async () => {
  faults({ faults: [{ kind: "reset", operations: ["*"] }] });
  const run = await scene.run("deploy", [], SERVICES);
  expect(run).toMatchObject({ code: 1, report: { error: { code: "EndpointUnreachable" } } });
  expect(occurrences(run.stderr, "got no response")).toBe(1);
});

test("a clock that is wrong is corrected by AWS's own", async () => {
  faults({ clock: { ahead: 3_600 } });
  expect(await scene.run("deploy", [], SERVICES)).toMatchObject({ code: 0 });
});
