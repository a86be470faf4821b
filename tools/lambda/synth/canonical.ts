import type { Template } from "../template/template";

/** Order of a template's sections, by convention of CloudFormation's documentation. */
const SECTIONS = ["AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings"];

/**
 * The one text of a template: keys sorted, compact, because CloudFormation counts its bytes; but one line for each parameter,
 * resource and output, so that a difference between two templates can be read.
 */
export function canonicalText(template: Template): string {
  const sections = Object.entries(template).sort(([a], [b]) => rank(a) - rank(b) || compare(a, b));
  return `{\n${sections.map(([name, value]) => `${JSON.stringify(name)}:${sectionText(value)}`).join(",\n")}\n}\n`;
}

function rank(section: string): number {
  const index = SECTIONS.indexOf(section);
  return index === -1 ? SECTIONS.length : index;
}

function sectionText(section: unknown): string {
  if (typeof section !== "object" || section === null || Array.isArray(section))
    return canonicalValue(section);
  const members = Object.entries(section).sort(([a], [b]) => compare(a, b));
  return `{\n${members.map(([name, value]) => `${JSON.stringify(name)}:${canonicalValue(value)}`).join(",\n")}\n}`;
}

function canonicalValue(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => compare(a, b)))
      : member,
  );
}

/** By code unit: the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
