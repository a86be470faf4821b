import type { Context } from "aws-lambda";
import { ACCOUNT, REGION } from "./names";

/**
 * Lambda's context of an invocation.
 *
 * @param functionName `<environment>-<service>`
 * @param timeoutMs the invocation's time from now on
 */
export function lambdaContext(functionName: string, timeoutMs = 10_000): Context {
  const end = Date.now() + timeoutMs;
  const unavailable = () => {
    throw new Error("Node.js functions of Lambda answer by their promise");
  };
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: "1",
    invokedFunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}:live`,
    memoryLimitInMB: "512",
    awsRequestId: crypto.randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "2026/01/01/[1]sample",
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
    done: unavailable,
    fail: unavailable,
    succeed: unavailable,
  };
}
