/** Objects and lists within each other that no log or answer has by itself. */
const DEEPEST = 200;

/** Whether JSON is nested so deeply that what goes through its value by calling itself might run out of stack. */
export function isDeep(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < json.length; index++) {
    const sign = json[index];
    if (inText) {
      if (sign === "\\") index++;
      else if (sign === '"') inText = false;
    } else if (sign === '"') inText = true;
    else if (sign === "{" || sign === "[") depth++;
    else if (sign === "}" || sign === "]") depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}
