import { MARK } from "./colors";

/**
 * Characters that a terminal or an editor interprets instead of showing: control characters (C0 and C1), those that change the writing
 * direction (https://trojansource.codes), and invisible ones. Some scripts and emoji need U+200C and U+200D.
 */
const ACTIVE = "(?![\\u200c\\u200d])[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";

const IN_A_BLOCK = new RegExp(`${MARK}|(?![\\n\\t])${ACTIVE}`, "gu");
const IN_A_LINE = new RegExp(`${MARK}|${ACTIVE}`, "gu");
const IN_JSON = new RegExp(ACTIVE, "gu");

/**
 * A text of several lines with such characters escaped, as `\x1b` or `\u202e`. Colours of this process stay, and so does the value of
 * JSON.
 */
export function harmless(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(IN_A_BLOCK, shown);
}

/** The same for a text that has to stay on one line, such as a name: line breaks and tabs are escaped too. */
export function oneLine(text: string): string {
  return text.replace(IN_A_LINE, shown);
}

/** The text with its further lines indented, unless they are: none of them can pass for a line of ours. */
export function indented(text: string, by = "  "): string {
  return text.replace(/\n(?!\s)/g, `\n${by}`);
}

/** A value as JSON on one line. JSON only escapes C0; the other active characters are escaped here, which does not change the value. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(IN_JSON, escaped);
}

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function shown(found: string): string {
  const code = found.codePointAt(0) ?? 0;
  if (found.length > String.fromCodePoint(code).length) return found; // a colour
  if (code >= 0x20) return escaped(found);
  return NAMED[found] ?? `\\x${code.toString(16).padStart(2, "0")}`;
}

/** As in JSON, by UTF-16 unit. */
function escaped(character: string): string {
  const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  return units.map((unit) => `\\u${unit}`).join("");
}
