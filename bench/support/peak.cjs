// Preloaded into a program that is measured: writes its peak resident memory in bytes to the file that PEAK_MEMORY names.
const { readFileSync, writeFileSync } = require("node:fs");

process.on("exit", () => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  writeFileSync(process.env.PEAK_MEMORY, String(Number(kilobytes) * 1024));
});
