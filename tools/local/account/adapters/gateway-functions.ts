import type { Functions } from "../../apigateway/functions";
import type { LambdaApi } from "../../lambda/api";
import { functionPolicy } from "./function-policy";

/** What HTTP APIs need of Lambda, by its API. */
export function gatewayFunctions(lambda: LambdaApi): Functions {
  return {
    policy: (functionArn) => functionPolicy(lambda, functionArn),
    async invoke(functionArn, event, header) {
      const input = {
        FunctionName: functionArn,
        InvocationType: "RequestResponse" as const,
        Payload: Buffer.from(JSON.stringify(event)),
      };
      const { Payload, FunctionError } = await lambda.invoke(input, undefined, { header });
      return { payload: Buffer.from(Payload ?? []).toString("utf8"), functionError: FunctionError };
    },
  };
}
