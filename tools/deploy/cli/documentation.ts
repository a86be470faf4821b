import { COMMON_OPTIONS, flagOf, type OptionDefinition } from "./options";
import type { AnyVerb, VerbGroup } from "./verb";

/** The page that has the tables, from the root of the workspace. */
export const PAGE = "docs/options.md";

/** The tables, by the names of their markers: `<!-- verbs -->` and `<!-- /verbs -->`. */
const TABLES: Readonly<Record<string, (verbs: readonly AnyVerb[]) => string>> = {
  verbs: (verbs) =>
    table(
      ["verb", "what it does"],
      verbs.map((verb) => [`\`${[verb.name, ...argumentsOf(verb)].join(" ")}\``, explained(verb)]),
    ),
  options: (verbs) => table(["option", "verbs", "meaning"], optionRows(verbs)),
};

/** A page with the tables of verbs and options between their markers, in place of those that are there. */
export function withTables(page: string, listed: readonly (AnyVerb | VerbGroup)[]): string {
  const verbs = listed.flatMap((verb) => ("verbs" in verb ? verb.verbs : [verb]));
  return Object.entries(TABLES).reduce((text, [name, make]) => {
    const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${PAGE} lacks ${begin.trim()} … ${end}`);
    return `${text.slice(0, from)}${begin}${make(verbs)}${text.slice(to)}`;
  }, page);
}

function argumentsOf({ arguments: table = {} }: AnyVerb): string[] {
  return Object.keys(table).map((name) => `[${name}]`);
}

/** Each option once, with the verbs that have it; twice where two verbs mean something else by it. */
function optionRows(verbs: readonly AnyVerb[]): string[][] {
  const common = Object.entries(COMMON_OPTIONS).map(([name, option]) => [...cells(name, option), "all"]);
  const own = verbs.flatMap(({ name: verb, options }) =>
    Object.entries(options).map(([name, option]) => [...cells(name, option), `\`${verb}\``]),
  );
  const groups = Map.groupBy(own, ([flag, meaning]) => `${flag} ${meaning}`);
  const grouped = [...groups.values()].map((rows) => [
    ...(rows[0] ?? []).slice(0, 2),
    rows.map((row) => row[2]).join(", "),
  ]);
  return [...common, ...grouped].map(([flag = "", meaning = "", of = ""]) => [flag, of, meaning]);
}

function cells(name: string, option: OptionDefinition): [flag: string, meaning: string] {
  const { value, default: ago, givenByRule } = option;
  const flag = `\`${value === undefined ? flagOf(name) : `${flagOf(name)} ${value}`}\``;
  const text =
    ago === undefined ? option : { ...option, description: `${option.description} (default: ${ago})` };
  return [flag, givenByRule === undefined ? explained(text) : `given by the rule: ${explained(text)}`];
}

function explained({ description, more }: { readonly description: string; readonly more?: string }): string {
  return more === undefined ? description : `${description}. ${more}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const lines = [heads, heads.map(() => "---"), ...cells];
  return lines.map((line) => `| ${line.join(" | ")} |\n`).join("");
}
