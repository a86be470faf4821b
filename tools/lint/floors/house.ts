/** A part of the repository whose folders are ordered: which of them may import which. */
export interface House {
  /** Path in the workspace; empty for the workspace itself. */
  readonly folder: string;
  /** The Markdown file that shows its picture, where it has a line `<!-- floors -->`. */
  readonly picture: string;
  /** From top to bottom: code may import what is on the floors below its own, if its floor does not say `only`. */
  readonly floors: readonly Floor[];
  /** Folders that only tests import, and that may import whatever their neighbours may. */
  readonly testing?: readonly string[];
  /** Folders that every BUILD file may load from. */
  readonly rules?: readonly string[];
  /** Packages of npm that only some paths may import; a key that ends in `/` stands for all packages of a scope. */
  readonly packages?: Readonly<Record<string, readonly string[]>>;
  readonly pure?: Purity;
}

/** Folders and files on one floor do not import each other. */
export interface Floor {
  /** Folders and files, relative to the house. */
  readonly rooms: readonly string[];
  /** What it holds, in one line. */
  readonly is: string;
  /** All that its code may import of the house: paths with what is below them. */
  readonly only?: readonly string[];
  /** What its tests may import as well; without `only`, they may import the whole house. */
  readonly tests?: readonly string[];
  /** What its BUILD files may name as well. */
  readonly builds?: readonly string[];
  /** Imports between rooms of this floor that are allowed: which room imports which. */
  readonly beside?: Readonly<Record<string, readonly string[]>>;
}

/** Code that reads no file, starts no process and opens no connection, nor imports a file that does. */
export interface Purity {
  readonly paths: readonly string[];
  /** Files in them that are not pure, and why; pure files may import them nevertheless. */
  readonly except: Readonly<Record<string, string>>;
}

/** Whether a path is another one or in it. */
export function isIn(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** Path in the workspace of a path in a house. */
export function inWorkspace(house: House, path: string): string {
  return house.folder === "" ? path : `${house.folder}/${path}`;
}
