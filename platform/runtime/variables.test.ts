import { expect, test } from "@jest/globals";
import * as z from "zod";
import { readVariables } from "./variables";

const schema = z.object({
  TABLE_NAME: z.string().min(1),
  LIMIT: z.coerce.number().int(),
  NOTE: z.string().optional(),
});

test("variables have the types of their schema", () => {
  expect(readVariables("orders", schema, { TABLE_NAME: "t", LIMIT: "5", PATH: "/bin" })).toEqual({
    TABLE_NAME: "t",
    LIMIT: 5,
  });
});

test("an error names all that are missing or wrong, who sets them, and no value", () => {
  expect(() => readVariables("orders", schema, { LIMIT: "secret" })).toThrow(
    "environment variables of orders are missing or not valid: TABLE_NAME is missing; " +
      "LIMIT: Invalid input: expected number, received NaN; stack.ts sets them",
  );
});
