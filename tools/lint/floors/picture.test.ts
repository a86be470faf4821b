import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { House } from "./house";
import { checkPicture } from "./picture";

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "picture-"));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const HOUSE: House = {
  folder: "",
  picture: "README.md",
  floors: [
    { rooms: ["services"], is: "one folder per service", only: ["platform"] },
    { rooms: ["platform", "tools"], is: "what they share" },
  ],
};

const PICTURE = `<!-- floors -->

Code imports only what is on lines below its own; one with a → imports only what follows it; \`//tools/lint\` checks it.

\`\`\`text
services         one folder per service → platform
platform  tools  what they share
\`\`\`

<!-- end of floors -->
`;

function drawn(before: string): string {
  const path = join(workspace, "README.md");
  writeFileSync(path, before);
  expect(checkPicture(HOUSE, workspace, false)).toHaveLength(1);
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(checkPicture(HOUSE, workspace, true)).toEqual([]);
  expect(checkPicture(HOUSE, workspace, false)).toEqual([]);
  return readFileSync(path, "utf8");
}

test("a picture is drawn where the marker is, and again where it is old", () => {
  expect(drawn("# A\n\n<!-- floors -->\n\n## B\n")).toBe(`# A\n\n${PICTURE}\n## B\n`);
  expect(drawn(`${PICTURE.replace("services", "service")}\n## B\n`)).toBe(`${PICTURE}\n## B\n`);
});

test("a file without the marker is told of", () => {
  writeFileSync(join(workspace, "README.md"), "# A\n");
  expect(checkPicture(HOUSE, workspace, true)).toEqual([
    { file: "README.md", text: "has no line <!-- floors -->: add it where the picture belongs" },
  ]);
});
