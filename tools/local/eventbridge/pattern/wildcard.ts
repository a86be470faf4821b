import { InvalidPattern } from "./invalid-pattern";

/**
 * `*` stands for any characters, none included; `\*` for an asterisk and `\\` for a backslash.
 * @throws InvalidPattern for two wildcards in a row and for another escape
 */
export function readWildcard(pattern: string, place: string): (text: string) => boolean {
  const pieces: string[] = [""];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === "*") {
      if (pattern.charAt(index + 1) === "*") {
        throw new InvalidPattern(`wildcard in ${place} has two wildcard characters in a row`);
      }
      pieces.push("");
      continue;
    }
    const escaped = character === "\\";
    if (escaped) index += 1;
    const literal = pattern.charAt(index);
    if (escaped && literal !== "*" && literal !== "\\") {
      throw new InvalidPattern(`wildcard in ${place} has an escape character that escapes neither * nor \\`);
    }
    pieces[pieces.length - 1] += literal;
  }
  return (text) => matches(pieces, text);
}

/** Leftmost places for the pieces between are as good as any: no backtracking, whatever the event holds. */
function matches([first = "", ...rest]: readonly string[], text: string): boolean {
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}
