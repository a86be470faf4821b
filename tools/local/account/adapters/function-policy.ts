import type { LambdaApi } from "../../lambda/api";
import { AwsError } from "../../protocol/error";

/** The resource policy of a function, or of one of its versions or aliases, by its ARN; undefined where it has none. */
export async function functionPolicy(lambda: LambdaApi, FunctionName: string): Promise<string | undefined> {
  try {
    return (await lambda.getPolicy({ FunctionName })).Policy;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
