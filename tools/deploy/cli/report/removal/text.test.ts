import { expect, test } from "@jest/globals";
import { FerryError } from "../../../error";
import { environmentDetail } from "../environments/detail";
import { removalText } from "./text";

const COLORS = { yellow: String, red: String, green: String, bold: String, cyan: String };
const STYLE = { colors: COLORS, width: 100 } as never;
const nothing = { services: [], logGroups: [] };

test("names and messages that others have given pass for no line of ours", () => {
  const error = new FerryError("StackFailed", "no\npr-1: removed", { next: "wait" });
  const obstacle = { reason: "base", overlays: ["pr-7\npr-2: removed"] } as const;
  const text = removalText(
    [
      { name: "dev-a", how: "failed", error, ...nothing },
      { name: "dev-b", how: "kept", obstacle, ...nothing },
    ],
    false,
    STYLE,
  );
  expect(text.split("\n").filter((line) => line.startsWith("pr-"))).toEqual([]);

  const entry = { locked: ["orders\nforged"], problems: [], services: [], expires: null, idleUsd: null };
  const detail = environmentDetail({ ...entry, pullRequest: null } as never, new Date(), STYLE);
  expect(detail).not.toContain("\nforged");
});
