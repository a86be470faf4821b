import { oneLine } from "../../../../terminal/harmless";
import type { Style } from "../../../../terminal/style";
import { table } from "../../../../terminal/table";
import type {
  NamedChange,
  PropertyChange,
  ResourceChange,
  TemplateDifference,
} from "../../../template/difference/difference";
import { count } from "../units";

const SIGN = { add: "+", change: "~", replace: "±", remove: "-" } as const;

/**
 * What a plan does to the resources of a stack: a line each, with its properties below. What loses data stands out. Of a new
 * stack the sum is enough, after what has to be deleted for it.
 */
export function changeLines(changes: TemplateDifference, created: boolean, style: Style): string[] {
  const { resources } = changes;
  if (created) {
    const { remove = [], add = [] } = Object.groupBy(resources, ({ action }) => action);
    return [
      ...remove.flatMap((one) => resourceLines(one, style)),
      `  ${style.colors.green(`+ ${sum(add)}`)}`,
    ].map(oneLine);
  }
  const lines = resources.flatMap((one) => resourceLines(one, style));
  const named = [
    ...changes.parameters.map((one) => namedLine("parameter", one)),
    ...changes.outputs.map((one) => namedLine("output", one)),
    ...changes.conditions.map((one) => namedLine("condition", one)),
  ];
  return [...lines.map(oneLine), ...table(named, style.width)];
}

/** How many there are, and of which types. */
function sum(resources: readonly ResourceChange[]): string {
  const types = new Map<string, number>();
  for (const { type } of resources) types.set(type, (types.get(type) ?? 0) + 1);
  const list = [...types].sort().map(([type, times]) => (times === 1 ? type : `${times} ${type}`));
  return `${count(resources.length, "resource")}: ${list.join(", ")}`;
}

function resourceLines(change: ResourceChange, style: Style): string[] {
  const { colors } = style;
  const { logicalId, type, action, dataLoss } = change;
  const paint = { add: colors.green, change: colors.yellow, replace: colors.red, remove: colors.red }[action];
  const loss = [
    colors.bold(colors.red("DATA LOSS: not retained")),
    "deploy needs --allow-data-loss unless the environment is ephemeral",
  ];
  const notes = [...consequences(change), ...(dataLoss ? loss : [])];
  const head = `${paint(`${SIGN[action]} ${logicalId}`)}   ${colors.dim(type)}`;
  return [
    `  ${[head, ...notes].join("   ")}`,
    ...change.properties.map((property) => `      ${propertyText(property, style)}`),
  ];
}

function consequences({ action, replacement, renamedFrom, refused }: ResourceChange): string[] {
  return [
    ...(action === "replace" ? ["would be replaced"] : []),
    ...(action === "remove" ? ["would be deleted"] : []),
    ...(action === "change" && replacement === "maybe" ? ["may be replaced"] : []),
    ...(renamedFrom === undefined
      ? []
      : [
          refused
            ? `renamed from ${renamedFrom}`
            : `renamed from ${renamedFrom}: a new resource is created, and the old one deleted`,
        ]),
    ...(refused === undefined ? [] : [`CloudFormation refuses it: ${refused.why}`]),
  ];
}

function propertyText(
  { path, from, to, hidden, via, replacement }: PropertyChange,
  { colors }: Style,
): string {
  const name = path.replace(/^Properties\./, "");
  const effect = { yes: colors.red(" (replaces)"), maybe: colors.yellow(" (may replace)"), no: "" }[
    replacement
  ];
  if (via !== undefined) return `${name}: follows ${via}${effect}`;
  return `${name}: ${hidden ? hiddenText(from, to) : valueText(from, to)}${effect}`;
}

function namedLine(kind: string, { name, action, from, to, hidden }: NamedChange): string[] {
  const sign = SIGN[action];
  const value = hidden || (from === undefined && to === undefined) ? "" : valueText(from, to);
  const shown = value === "" && action === "change" ? "changed" : value;
  return [kind, `${sign} ${name}`, ...(shown === "" ? [] : [shown])];
}

/** Of a hidden value only whether it was there, and whether it will be. */
function hiddenText(from: string | undefined, to: string | undefined): string {
  if (from === to) return "value changed";
  return from === undefined ? "added" : "removed";
}

function valueText(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return `${to}`;
  return to === undefined ? `${from} → none` : `${from} → ${to}`;
}
