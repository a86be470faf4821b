import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, start } from "./command.mjs";
import { removeFolder, scratchFolder } from "./scratch.mjs";

/** Root of this repository. */
export const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A checkout of this repository somewhere else, with an output base of its own: what a clone has, and uncommitted changes.
 * The settings of its `bazelw` are in its user.bazelrc and its environment.
 */
export class Checkout {
  /**
   * @param {object} [options]
   * @param {string} [options.parent] folder to create it in; default the folder for temporary files
   * @param {string} [options.name] name of its last folder
   * @param {NodeJS.ProcessEnv} [options.env] besides that of this process
   * @param {string} [options.umask] octal, for its files and its commands
   * @param {readonly string[]} [options.bazelrc] more lines of user.bazelrc
   * @param {boolean} [options.cold] true: without the disk cache that other tests share
   * @param {string} [options.commit] an older commit, instead of the present files
   */
  static async create({
    parent,
    name = "checkout",
    env = {},
    umask,
    bazelrc = [],
    cold = false,
    commit,
  } = {}) {
    const scratch = scratchFolder(parent);
    const checkout = new Checkout(scratch, join(scratch, name), { ...process.env, ...env }, umask);
    if (commit === undefined) await checkout.#copyAll();
    else await checkout.#extract(commit);
    const shared = cold ? undefined : process.env.FERRY_E2E_DISK_CACHE;
    const settings = [
      // A server that a killed test leaves behind ends by itself.
      `startup --output_base=${scratch}/output-base --max_idle_secs=300`,
      ...(shared ? [`build --disk_cache=${shared}`] : []),
      ...bazelrc,
    ];
    checkout.write("user.bazelrc", `${settings.join("\n")}\n`);
    return checkout;
  }

  /** @private use `create` */
  constructor(scratch, folder, env, umask) {
    this.scratch = scratch;
    this.folder = folder;
    this.env = env;
    this.umask = umask;
    this.hasTrusted = false;
  }

  path(file) {
    return join(this.folder, file);
  }

  read(file) {
    return readFileSync(this.path(file), "utf8");
  }

  write(file, text) {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** Adds the files of `e2e/fixtures/<name>` to the checkout's folder `target`, or restores them. */
  add(name, target) {
    cpSync(join(REPOSITORY, "e2e/fixtures", name), this.path(target), { recursive: true });
  }

  /** Replaces a text that occurs exactly once. */
  edit(file, from, to) {
    const parts = this.read(file).split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times, and not once: ${from}`);
    this.write(file, parts.join(to));
  }

  remove(file) {
    rmSync(this.path(file));
  }

  /** Restores a file from this repository. */
  restore(file) {
    this.write(file, readFileSync(join(REPOSITORY, file), "utf8"));
  }

  #options({ cwd = ".", env = {} } = {}) {
    return { cwd: this.path(cwd), env: { ...this.env, ...env }, umask: this.umask };
  }

  /** Runs `./bazelw` to its end. @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options] cwd relative to the checkout */
  bazelw(args, options) {
    if (args[0] === "--trusted") this.hasTrusted = true;
    return run(this.path("bazelw"), args, this.#options(options));
  }

  /** Starts `./bazelw` and returns at once. */
  startBazelw(args, options) {
    return start(this.path("bazelw"), args, this.#options(options));
  }

  /** Ends its Bazel servers and removes it. */
  async dispose() {
    await this.bazelw(["shutdown"]);
    // The trusted output base is in bazelw's own folder.
    if (this.hasTrusted) await this.bazelw(["--trusted", "clean", "--expunge"]);
    await removeFolder(this.scratch);
  }

  async #copyAll() {
    const listed = await inRepository("ls-files", "-z", "--cached", "--others", "--exclude-standard");
    for (const file of new Set(listed.stdout.split("\0").filter(Boolean))) this.#copy(file);
  }

  async #extract(commit) {
    const archive = join(this.scratch, "commit.tar");
    await inRepository("archive", `--output=${archive}`, commit);
    mkdirSync(this.folder, { recursive: true });
    const extracted = await run("tar", ["-xf", archive], { cwd: this.folder });
    if (extracted.code !== 0) throw new Error(extracted.text());
  }

  /** As git does: keeps the executable bit; the umask decides the rest. */
  #copy(file) {
    const source = join(REPOSITORY, file);
    const found = statSync(source, { throwIfNoEntry: false });
    if (!found?.isFile()) return; // deleted, and that is not committed yet
    this.write(file, readFileSync(source));
    const mask = Number.parseInt(this.umask ?? "022", 8);
    chmodSync(this.path(file), (found.mode & 0o100 ? 0o777 : 0o666) & ~mask);
  }
}

async function inRepository(...args) {
  const ended = await run("git", ["-c", "safe.directory=*", ...args], { cwd: REPOSITORY });
  if (ended.code !== 0) throw new Error(ended.text());
  return ended;
}
