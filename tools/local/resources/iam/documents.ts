import { z } from "zod";
import { json, text } from "../schema";

const oneOrMore = z.union([text, z.array(text)]);

const principal = z.union([z.literal("*"), z.record(z.string(), oneOrMore)]);

const statement = z.strictObject({
  Sid: text.optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: json.optional(),
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export const policyDocument = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: text.optional(),
  Statement: z.union([statement, z.array(statement)]),
});

/** A policy that is part of a role. */
export const inlinePolicy = z.strictObject({
  PolicyName: text,
  PolicyDocument: policyDocument,
});
