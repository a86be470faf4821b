/** Deeper nesting than any genuine log line or response has. */
const DEEPEST = 200;

/** Whether JSON is nested so deeply that recursing over its value might overflow the call stack. */
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
