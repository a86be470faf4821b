// Preloaded into a measured program: writes its peak resident memory in bytes and its processor time in seconds, which other work of the
// machine hardly changes, as JSON to the file in MEASURED.
const { readFileSync, writeFileSync } = require("node:fs");

process.on("exit", () => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.MEASURED, JSON.stringify({ peak: kilobytes * 1024, cpuSeconds: (user + system) / 1e6 }));
});
