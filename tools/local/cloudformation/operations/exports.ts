import { z } from "zod";
import { exportsOf, importers } from "../stack/exports";
import { validationError } from "../template/template-error";
import { operation } from "./operation";
import { page } from "./page";

const NextToken = z.string().optional();

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html */
export const listExports = operation(z.strictObject({ NextToken }), (input, { store }) => {
  const all = [...exportsOf(store).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(all, ({ name }) => name, input.NextToken);
  return {
    Exports: items.map(({ name, value, stackId }) => ({
      ExportingStackId: stackId,
      Name: name,
      Value: value,
    })),
    NextToken: nextToken,
  };
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html */
export const listImports = operation(
  z.strictObject({ ExportName: z.string(), NextToken }),
  (input, { store }) => {
    const names = importers(store, input.ExportName).map(({ stackName }) => stackName);
    if (names.length === 0)
      throw validationError(`Export '${input.ExportName}' is not imported by any stack.`);
    const { items, nextToken } = page(names.sort(), (name) => name, input.NextToken);
    return { Imports: items, NextToken: nextToken };
  },
);
