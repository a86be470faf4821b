import { randomInt } from "node:crypto";
import type { Colors } from "./style";

/** What the colours of this process carry until they are printed: no text from elsewhere can have it, so that none passes for one. */
const SECRET = Array.from({ length: 3 }, () => randomInt(1_000, 10_000)).join(";");

/** A colour that was given by `createColors`, as a regular expression: its number is the first group. */
export const MARK = `\\u001b\\[(\\d+);${SECRET}m`;

/**
 * Colours that `Output` turns into those of a terminal. Until then they are control sequences as well, which
 * `stripVTControlCharacters` takes away where columns are counted.
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

/** The text with its marks as the sequences that a terminal takes for colours. */
export function rendered(text: string): string {
  return text.replace(new RegExp(MARK, "g"), "\u001b[$1m");
}
