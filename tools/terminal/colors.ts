import { randomInt } from "node:crypto";
import type { Colors } from "./style";

/** Marks the colours of this process until they are printed: text from elsewhere cannot contain it, and so cannot imitate a colour. */
const SECRET = Array.from({ length: 3 }, () => randomInt(1_000, 10_000)).join(";");

/** Regular expression of a colour made by `createColors`; its number is the first group. */
export const MARK = `\\u001b\\[(\\d+);${SECRET}m`;

/**
 * Colours that `Output` turns into those of a terminal. Until then they are control sequences too, which
 * `stripVTControlCharacters` removes where columns are counted.
 */
export function createColors(enabled: boolean): Colors {
  const paint = (on: number, off: number): ((text: string) => string) =>
    enabled ? (text) => `${mark(on)}${text}${mark(off)}` : (text) => text;
  // https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}

function mark(code: number): string {
  return `\u001b[${code};${SECRET}m`;
}

/** The text with its marks replaced by the terminal's sequences for colours. */
export function rendered(text: string): string {
  return text.replace(new RegExp(MARK, "g"), "\u001b[$1m");
}
