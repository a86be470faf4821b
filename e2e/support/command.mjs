import { spawn } from "node:child_process";

/** Limit of any command, in milliseconds: it ends a hang, and asserts no speed. */
const LIMIT_MS = 15 * 60 * 1000;

/**
 * Starts a program in a process group of its own, without stdin.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd: string, env?: NodeJS.ProcessEnv, umask?: string}} options `umask` is octal, as the shell takes it
 */
export function start(program, args, { cwd, env = process.env, umask }) {
  const command = umask === undefined ? [program, ...args] : withUmask(umask, program, args);
  const child = spawn(command[0], command.slice(1), {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text) => {
      output[name] += text;
    });
  }
  const limit = setTimeout(() => process.kill(-child.pid, "SIGKILL"), LIMIT_MS);
  /** Resolves when the program has ended and its output is complete; no exit code rejects it. */
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({ code, signal, ...output, text: () => describe(command, code ?? signal, output) }),
    );
  }).finally(() => clearTimeout(limit));
  // The caller may only await it after something else failed.
  ended.catch(() => {});
  return { pid: child.pid, ended, output };
}

/** Runs a program to its end: `{code, signal, stdout, stderr, text()}`, where `text()` is for the message of an assertion. */
export function run(program, args, options) {
  return start(program, args, options).ended;
}

function withUmask(umask, program, args) {
  return ["/bin/sh", "-c", `umask ${umask}; exec "$0" "$@"`, program, ...args];
}

function describe(command, end, { stdout, stderr }) {
  const last = (text) => text.trimEnd().split("\n").slice(-60).join("\n");
  return `${command.join(" ")}\nended with ${end}\n--- stdout\n${last(stdout)}\n--- stderr\n${last(stderr)}`;
}
