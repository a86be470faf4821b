import { z } from "zod";

/** Fields of requests, which the query protocol carries as text. */
export const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** An empty list is sent as an empty text. */
export function list<T extends z.ZodType>(item: T, limit: number = 1000) {
  return z.preprocess((value) => (value === "" ? [] : value), z.array(item).max(limit));
}

/** A field that the local account does not support, and accepts only where it is empty or has its default. */
export function unsupported(description: string) {
  return z
    .custom<unknown>(asksForNothing, { message: `is not supported by the local account (${description})` })
    .optional();
}

function asksForNothing(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(asksForNothing);
  return value === undefined || value === "" || value === "false";
}

const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** The name of a stack that is to be made. */
export const newStackName = z.string().regex(STACK_NAME, {
  error: "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*, of at most 128 characters",
});

export const changeSetName = z
  .string()
  .max(1600)
  .regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$|^arn:[-a-zA-Z0-9:/]*$/, {
    error: "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/]*",
  });

export const clientToken = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z0-9][-a-zA-Z0-9]*$/, {
    error: "Member must satisfy regular expression pattern: [a-zA-Z0-9][-a-zA-Z0-9]*",
  });

const parameters = list(
  z.strictObject({
    ParameterKey: z.string(),
    ParameterValue: z.string().optional(),
    UsePreviousValue: flag.optional(),
    ResolvedValue: z.string().optional(),
  }),
);

const tags = list(
  z.strictObject({
    Key: z
      .string()
      .min(1)
      .max(128)
      .refine((key) => !key.startsWith("aws:"), {
        error: "aws: prefixed tag key names are not allowed for external use.",
      }),
    Value: z.string().max(256),
  }),
  50,
);

const capabilities = list(z.enum(["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]));

const deploymentConfig = z.strictObject({
  Mode: z.enum(["STANDARD", "EXPRESS"]).optional(),
  DisableRollback: flag.optional(),
});

/** Fields that say what a stack is made from; they are the same in every operation that takes a template. */
export const deploymentFields = {
  TemplateBody: z.string().min(1).optional(),
  TemplateURL: z.string().min(1).optional(),
  Parameters: parameters.optional(),
  Capabilities: capabilities.optional(),
  Tags: tags.optional(),
  DeploymentConfig: deploymentConfig.optional(),
  DisableValidation: flag.optional(),
  RoleARN: unsupported("it acts for the caller; leave the service role out"),
  NotificationARNs: unsupported("there is no SNS"),
  RollbackConfiguration: unsupported("there are no alarms"),
  ResourceTypes: unsupported("there are no IAM permissions to limit"),
};
