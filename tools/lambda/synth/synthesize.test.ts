import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type App, CfnOutput, CfnResource, DefaultStackSynthesizer, Stack } from "aws-cdk-lib";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import type { Template } from "../template/template";
import { loadCdk } from "./cdk";
import { synthesize } from "./synthesize";

const CDK = loadCdk(resolve(__filename));
const run = (stack: unknown): unknown => synthesize({ stack } as never, "orders", CDK);

describe("synthesize", () => {
  test("adds nothing of the CDK's own to the template", () => {
    const template = run((app: App) => {
      const stack = new Stack(app, "orders");
      new CfnResource(stack, "Topic", { type: "AWS::SNS::Topic" });
      new CfnOutput(stack, "Region", { value: stack.region });
      return stack;
    });
    expect(template).toEqual({
      Resources: { Topic: { Type: "AWS::SNS::Topic" } },
      Outputs: { Region: { Value: { Ref: "AWS::Region" } } },
    });
  });

  test("refuses a module without the function stack", () => {
    expect(() => synthesize({}, "orders", CDK)).toThrow(
      "it exports nothing; export a function named stack, see platform/constructs/stack-module.ts",
    );
    expect(() => run(42)).toThrow("it exports stack; export a function named stack");
  });

  test("refuses a function that returns no stack", () => {
    expect(() => run((app: App) => void new Stack(app, "orders"))).toThrow(
      "its function stack does not return a Stack; return the one it makes",
    );
  });

  test("refuses a second stack", () => {
    const two = (app: App): Stack => {
      new Stack(app, "second");
      return new Stack(app, "orders");
    };
    expect(() => run(two)).toThrow(
      "it makes 2 stacks (orders, second); a service has one, merge them or make another service",
    );
  });

  test("refuses a stack that is called otherwise than the service", () => {
    expect(() => run((app: App) => new Stack(app, "order"))).toThrow(
      "its stack is called order, but the service is orders; give the stack that id",
    );
  });

  test("refuses assets", () => {
    expect(() =>
      run((app: App) => {
        const stack = new Stack(app, "orders");
        new Asset(stack, "File", { path: __filename });
        return stack;
      }),
    ).toThrow(/asset/i);
  });

  test("leaves the limit on resources to the template's checks", () => {
    const template = run((app: App) => {
      const stack = new Stack(app, "orders");
      for (let i = 0; i < 501; i++) new CfnResource(stack, `Topic${i}`, { type: "AWS::SNS::Topic" });
      return stack;
    });
    expect(Object.keys((template as Template).Resources ?? {})).toHaveLength(501);
  });

  test("leaves a synthesizer of the author's own to the template's checks", () => {
    const template = run(
      (app: App) => new Stack(app, "orders", { synthesizer: new DefaultStackSynthesizer() as never }),
    );
    expect(template).toHaveProperty("Parameters.BootstrapVersion");
  });
});
