import { EnvironmentRecords } from "../../bucket/environment/records";
import type { Context } from "../../context/context";
import { FerryError } from "../../error";

/** What is missing in an overlay may be used in its base: then the error says so. Only the error costs the call. */
export async function namingBase(
  context: Pick<Context, "bucket" | "environment">,
  error: FerryError | undefined,
): Promise<FerryError | undefined> {
  if (error?.code !== "FunctionMissing") return error;
  const { name } = context.environment;
  const base = await baseOf(context);
  if (base === undefined || base === name) return error;
  return new FerryError(error.code, error.message, {
    cause: error,
    next: `${error.next}; if ${name} uses it in its base: --env ${base}`,
  });
}

/** The base, as far as it can be known. */
async function baseOf({
  bucket,
  environment,
}: Pick<Context, "bucket" | "environment">): Promise<string | undefined> {
  try {
    const found = await new EnvironmentRecords(bucket).read(environment.name);
    if (found && "record" in found && found.record.base !== undefined) return found.record.base;
  } catch {
    // It is a hint: the error itself counts.
  }
  return environment.base;
}
