import { AwsError } from "../protocol/error";

/** The result, or `undefined` where the service says that the resource does not exist. */
export async function ifFound<T>(result: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await result();
  } catch (error) {
    if (error instanceof AwsError && /NotFound|DoesNotExist/.test(error.code)) return undefined;
    throw error;
  }
}
