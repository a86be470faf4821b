import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const KIB = Buffer.alloc(1024);

/** For tests: a file system of its own that can be filled up. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** `undefined`, with a line that says so, where this user may not mount one. */
  static mount(megabytes: number): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), "ferry-disk-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
      return new SmallDisk(folder);
    } catch (error) {
      rmSync(folder, { recursive: true });
      process.stderr.write(`skipped, as no file system can be mounted here: ${(error as Error).message}\n`);
      return undefined;
    }
  }

  /** Takes all space that is left. */
  fill(): void {
    const filler = openSync(this.#filler, "a");
    try {
      for (;;) writeSync(filler, KIB);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(filler);
    }
  }

  /** Gives back what `fill` took. */
  free(): void {
    rmSync(this.#filler);
  }

  unmount(): void {
    execFileSync("umount", [this.folder]);
    rmSync(this.folder, { recursive: true });
  }

  get #filler(): string {
    return join(this.folder, "filler");
  }
}
