import { expect, test } from "@jest/globals";
import { environmentParameter, exportOutput, importParameter } from "./references";

test("names of what a stack refers to, by the words of service and export", () => {
  expect(environmentParameter("due-orders")).toBe("DueOrdersEnvironment");
  expect(importParameter("due-orders", "api-url-2")).toBe("ImportDueOrdersApiUrl2");
  expect(exportOutput("api-url")).toBe("ExportApiUrl");
});
