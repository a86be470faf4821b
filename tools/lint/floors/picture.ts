import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Floor, House } from "./house";
import type { Problem } from "./problem";

const START = "<!-- floors -->\n";
const END = "<!-- end of floors -->\n";

/** How wide a list of rooms may be before it breaks. */
const WIDTH = 40;

/** The floors of a house as Markdown. */
export function picture({ floors }: House): string {
  const rows = floors.map((floor) => ({ lines: wrapped(floor.rooms), is: description(floor) }));
  const width = Math.max(...rows.flatMap(({ lines }) => lines.map((line) => line.length)));
  const text = rows.flatMap(({ lines: [first = "", ...more], is }) => [
    `${first.padEnd(width)}  ${is}`,
    ...more,
  ]);
  const arrows = floors.some(({ only }) => only) ? "; one with a → imports only what follows it" : "";
  return [
    "",
    `Code imports only what is on lines below its own${arrows}; \`//tools/lint\` checks it.`,
    "",
    "```text",
    ...text,
    "```",
    "",
  ].join("\n");
}

function description({ is, only, beside = {} }: Floor): string {
  const neighbours = Object.entries(beside).map(([room, others]) => `${room} → ${others.join(", ")}`);
  const also = neighbours.length === 0 ? "" : `; ${neighbours.join("; ")}`;
  return only === undefined ? `${is}${also}` : `${is} → ${only.join(", ") || "nothing"}`;
}

function wrapped(rooms: readonly string[]): string[] {
  const lines = [""];
  for (const room of rooms) {
    const longer = `${lines.at(-1)}  ${room}`.trimStart();
    if (longer.length > WIDTH) lines.push(room);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/**
 * Whether the Markdown file of a house shows its floors as they are.
 *
 * @param write makes it so
 */
export function checkPicture(house: House, workspace: string, write: boolean): Problem[] {
  const path = join(workspace, house.picture);
  const before = readFileSync(path, "utf8");
  const start = before.indexOf(START);
  if (start < 0)
    return [{ file: house.picture, text: `has no line ${START.trim()}: add it where the picture belongs` }];
  const end = before.indexOf(END, start);
  const rest = before.slice(end < 0 ? start + START.length : end + END.length);
  const after = `${before.slice(0, start)}${START}${picture(house)}\n${END}${rest}`;
  if (after === before) return [];
  if (!write)
    return [
      {
        file: house.picture,
        text: "does not show the floors as they are: ./bazelw run //tools/lint -- --write",
      },
    ];
  writeFileSync(path, after);
  return [];
}
