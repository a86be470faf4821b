import { preProcessFile } from "typescript";

/** What a file refers to: the module of an import, or a label of Bazel. */
export interface Reference {
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

/** All imports of a file of TypeScript or JavaScript: of types, dynamic ones and `require` as well. */
export function importsOf(text: string): Reference[] {
  return preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    name: fileName,
    line: lineAt(text, pos),
  }));
}

/** All labels of other packages that a BUILD file or a file of Starlark names, but those of visibility. */
export function labelsOf(text: string): Reference[] {
  const code = text.replace(/^\s*#.*$/gm, "");
  return [...code.matchAll(/"(\/\/[^"\s]+)"/g)]
    .map((match) => ({ name: match[1] as string, line: lineAt(code, match.index) }))
    .filter(({ name }) => !/^\/\/visibility:|:__(pkg|subpackages)__$/.test(name));
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}
