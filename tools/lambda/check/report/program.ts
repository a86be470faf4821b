import { readFileSync } from "node:fs";
import { type Report, render } from "./report";

/**
 * Runs a check as a program: its settings are a JSON file that the rule wrote, named by the only argument. It prints the report
 * and exits 1 if there is a fault.
 */
export function runCheck<Settings extends { readonly label: string }>(
  check: (settings: Settings) => Report | Promise<Report>,
): void {
  const main = async (): Promise<void> => {
    const [path] = process.argv.slice(2);
    if (path === undefined) throw new Error("a check needs the file of its settings; start it by bazel test");
    const settings = JSON.parse(readFileSync(path, "utf8")) as Settings;
    const report = await check(settings);
    process.stdout.write(render(settings.label, report));
    if (report.faults.length > 0) process.exitCode = 1;
  };
  main().catch((error: unknown) => {
    process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
    process.exitCode = 1;
  });
}
