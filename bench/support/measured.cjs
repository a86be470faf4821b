// Preloaded into a program that is measured: writes what it took to the file that MEASURED names, as JSON: its peak resident memory in
// bytes, and the seconds that processors worked for it, which other work of the machine hardly changes.
const { readFileSync, writeFileSync } = require("node:fs");

process.on("exit", () => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.MEASURED, JSON.stringify({ peak: kilobytes * 1024, cpuSeconds: (user + system) / 1e6 }));
});
