import { COMMON_OPTIONS, flagOf, type OptionDefinition } from "./options";
import type { AnyVerb } from "./verb";

/** The page that has the tables, from the root of the workspace. */
export const PAGE = "tools/deploy/README.md";

const BEGIN = "<!-- verbs -->\n";
const END = "<!-- /verbs -->";

/** A page with the tables of verbs and options between its markers, in place of those that are there. */
export function withTables(page: string, verbs: readonly AnyVerb[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE} lacks ${BEGIN.trim()} … ${END}`);
  return `${page.slice(0, begin)}${BEGIN}${tables(verbs)}${page.slice(end)}`;
}

function tables(verbs: readonly AnyVerb[]): string {
  const verbRows = verbs.map((verb) => [`\`${verb.name}\``, explained(verb)]);
  return `${table(["verb", "what it does"], verbRows)}\n${table(["option", "verbs", "meaning"], optionRows(verbs))}`;
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
