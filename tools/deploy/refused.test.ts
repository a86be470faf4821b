import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { answering } from "./testing/deployable";
import { Scene } from "./testing/scene";

jest.setTimeout(120_000);

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.create();
  await scene.build({ ...answering("orders", "one"), exports: ["url"] });
  await scene.build({ ...answering("mail", "one"), imports: ["url"] });
  expect(await scene.run("deploy", [], ["orders", "mail"])).toMatchObject({ code: 0 });
});
afterEach(async () => {
  await scene.close();
});

describe("what CloudFormation refuses for exports is told in its words, with the way out", () => {
  test("where an update takes one away that is in use", async () => {
    await scene.build(answering("orders", "two"));
    const { code, report, stderr } = await scene.run("deploy");
    expect([code, report.error?.code]).toEqual([1, "StackFailed"]);
    expect(report.error?.message).toBe(
      "the update of the stack local-orders failed (UPDATE_ROLLBACK_COMPLETE): Delete canceled. Cannot delete export local-url as it is in use by local-mail.",
    );
    expect(report.error?.next).toMatch(/^deploy local-mail without the import first, /);
    expect(stderr).toContain("live now: local-orders version 2 (unchanged)");

    await scene.build(answering("mail", "two"));
    expect(await scene.run("deploy", [], ["orders", "mail"])).toMatchObject({ code: 0 });
  });

  test("where a new stack exports under a name that is taken", async () => {
    await scene.build({ ...answering("billing", "one"), exports: ["url"] });
    const { code, report } = await scene.run("deploy", [], ["billing"]);
    expect([code, report.error?.message]).toEqual([
      1,
      "the creation of the stack local-billing failed (ROLLBACK_COMPLETE): Export with name local-url is already exported by stack local-orders.",
    ]);
  });

  test("where a stack is to be deleted", async () => {
    const { code, report } = await scene.run("destroy", ["--yes"]);
    expect(code).toBe(1);
    expect(report.error?.message).toContain(
      "Delete canceled. Cannot delete export local-url as it is in use by local-mail.",
    );
    expect(report.error?.next).toMatch(/^destroy local-mail first/);
  });
});
