import { MARK } from "./colors";

/**
 * Characters that a terminal or an editor acts upon instead of showing them: control characters (C0 and C1), those that turn the
 * direction of writing (https://trojansource.codes), and such as are not seen. Some scripts and emoji need U+200C and U+200D.
 */
const ACTIVE = "(?![\\u200c\\u200d])[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";

const IN_A_BLOCK = new RegExp(`${MARK}|(?![\\n\\t])${ACTIVE}`, "gu");
const IN_A_LINE = new RegExp(`${MARK}|${ACTIVE}`, "gu");
const IN_JSON = new RegExp(ACTIVE, "gu");

/**
 * A text of several lines in which characters that do something are seen instead, `\x1b` or `\u202e`. Colours of this process stay, and
 * so does the value of what is JSON.
 */
export function harmless(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(IN_A_BLOCK, shown);
}

/** The same for a text that has to stay on one line, as a name: line breaks and tabs are seen, too. */
export function oneLine(text: string): string {
  return text.replace(IN_A_LINE, shown);
}

/** The text with its further lines moved in, unless they are: none of them stands where one of our own would begin. */
export function indented(text: string, by = "  "): string {
  return text.replace(/\n(?!\s)/g, `\n${by}`);
}

/** A value as JSON on one line. JSON escapes C0 alone; what else is active is escaped as well, which makes no other value of it. */
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

/** As JSON has it, in UTF-16. */
function escaped(character: string): string {
  const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  return units.map((unit) => `\\u${unit}`).join("");
}
