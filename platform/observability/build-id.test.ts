import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readBuildId } from "./build-id";
import { traceparentOf } from "./tracing";

test("the build id is what the packer wrote, and unknown where it wrote none", () => {
  const root = mkdtempSync(join(tmpdir(), "build-id-"));
  try {
    expect([readBuildId(undefined), readBuildId(root)]).toEqual(["unknown", "unknown"]);
    writeFileSync(join(root, "build-id"), "not one");
    expect(readBuildId(root)).toBe("unknown");
    writeFileSync(join(root, "build-id"), "0f".repeat(32));
    expect(readBuildId(root)).toBe("0f".repeat(32));
  } finally {
    rmSync(root, { recursive: true });
  }
});

test.each([
  ["Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0", /-00$/],
  ["Root=1-5759e988-bd862e3fe1be46a994272793", undefined],
  ["Root=1-x-y;Parent=53995c3f42cd8ad8", undefined],
  ["", undefined],
])("X-Ray's header %j as a traceparent", (header, form) => {
  const found = traceparentOf(header);
  if (form === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(form);
});
