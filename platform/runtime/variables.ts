import * as z from "zod/v4/core";
import { VariablesError } from "./errors";

/**
 * The environment variables that a service needs.
 *
 * @throws VariablesError that names all that are missing or wrong, without their values
 */
export function readVariables<Variables>(
  service: string,
  schema: z.$ZodType<Variables>,
  environment: Readonly<Record<string, string | undefined>>,
): Variables {
  const result = z.safeParse(schema, environment);
  if (result.success) return result.data;
  throw new VariablesError(
    service,
    result.error.issues.map(({ path, message }) => {
      const name = path.join(".");
      return environment[name] === undefined ? `${name} is missing` : `${name}: ${message}`;
    }),
  );
}
