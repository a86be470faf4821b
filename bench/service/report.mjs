import { printTable } from "./figures.mjs";

/** Number of a bundle's parts that are listed. */
const PARTS = 5;

/** Prints the figures: as tables, or as one line of JSON. */
export function printReport(report, { json }) {
  if (json) return console.log(JSON.stringify(report));
  const { machine, node, rounds, invocations, asked, bundles, starts, warm } = report;
  console.log(`${machine}, Node.js ${node}`);
  console.log(`the same answers to ${asked} requests; medians of ${rounds} rounds in turns (smallest)\n`);
  printSizes(bundles);
  printStarts(starts);
  printWarm(warm, Object.keys(bundles), invocations);
}

function printSizes(bundles) {
  printTable([
    ["bundle", "bytes, minified", "bytes, zipped", "", "largest parts, kB"],
    ...Object.entries(bundles).map(([name, { bytes, zipBytes, contents }]) => [
      name,
      bytes.toLocaleString("en"),
      zipBytes.toLocaleString("en"),
      "",
      contents
        .slice(0, PARTS)
        .map((part) => `${part.name} ${Math.round(part.bytes / 1000)}`)
        .join(", "),
    ]),
  ]);
}

function printStarts(starts) {
  const steps = ["init", "first request", "toAnswer", "first order"];
  const table = (kind) => [
    [`start, ms of ${kind === "cpu" ? "processor" : "wall"} time`, "init", "first GET", "both", "first POST"],
    ...Object.entries(starts).map(([name, start]) => [name, ...steps.map((step) => cell(start[step][kind]))]),
  ];
  printTable(table("wall"));
  printTable(table("cpu"));
  printTable([
    ["resident memory at its peak", "MB"],
    ...Object.entries(starts).map(([name, { peak }]) => [
      name,
      cell({ median: peak.median / 1e6, fastest: peak.fastest / 1e6 }),
    ]),
  ]);
}

function printWarm(warm, frames, invocations) {
  const unit = warm["plain hono"].cpu.fastest;
  printTable([
    [`warm invocation, µs (${invocations} a turn)`, "wall time", "processor time", "of plain hono's"],
    ...Object.entries(warm).map(([name, { wall, cpu }]) => [
      frames.some((frame) => name.startsWith(frame)) ? `GET health, ${name}` : name,
      cell(wall),
      cell(cpu),
      (cpu.fastest / unit).toFixed(2),
    ]),
  ]);
}

/** Median and smallest. */
function cell({ median, fastest }) {
  return `${median.toFixed(1)} (${fastest.toFixed(1)})`;
}
