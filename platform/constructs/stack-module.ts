import type { App, Stack } from "aws-cdk-lib";

/**
 * What a service's `stack.ts` must export: one function, by the name `stack`, that adds the service's one stack to the app it
 * is given and returns it.
 *
 * The build calls it once and keeps the template for every environment, so it must not depend on the environment: what
 * differs between environments is a CloudFormation parameter. It must not read files, variables of the process, the clock or
 * random numbers, and it must not use assets.
 *
 * @example
 * export function stack(app: App): Stack {
 *   const stack = new ServiceStack(app, "orders");
 *   new ServiceFunction(stack, "Orders", { name: "orders" });
 *   return stack;
 * }
 */
export interface StackModule {
  readonly stack: (app: App) => Stack;
}
