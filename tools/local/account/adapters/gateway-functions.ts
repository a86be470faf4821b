import type { Functions } from "../../apigateway/functions";
import type { LambdaApi } from "../../lambda/api";
import { AwsError } from "../../protocol/error";

/** What HTTP APIs need of Lambda, by its API. */
export function gatewayFunctions(lambda: LambdaApi): Functions {
  return {
    async policy(functionArn) {
      try {
        return (await lambda.getPolicy(qualified(functionArn))).Policy;
      } catch (error) {
        if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
        throw error;
      }
    },
    async invoke(functionArn, event, header) {
      const input = {
        ...qualified(functionArn),
        InvocationType: "RequestResponse" as const,
        Payload: Buffer.from(JSON.stringify(event)),
      };
      const { Payload, FunctionError } = await lambda.invoke(input, undefined, { header });
      return { payload: Buffer.from(Payload ?? []).toString("utf8"), functionError: FunctionError };
    },
  };
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]` */
function qualified(functionArn: string): { FunctionName: string; Qualifier?: string } {
  const parts = functionArn.split(":");
  const FunctionName = parts.slice(0, 7).join(":");
  return parts[7] === undefined ? { FunctionName } : { FunctionName, Qualifier: parts[7] };
}
