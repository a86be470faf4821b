import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { writeFileAtomic } from "../../state/store";
import { codeSha256, unzip } from "./zip";

/**
 * Deployment packages by the digest of their bytes: the zip, and beside it the folder that it was unzipped into. A package
 * appears whole or not at all, whenever the account is killed.
 */
export class CodeStore {
  readonly #folder: string;
  /** Packages that are being added, or were added and are not in a record yet. */
  readonly #held = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      if (name.endsWith(".tmp")) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  /**
   * Keeps a package and runs `use` with its base64 digest; until `use` returns, `sweep` spares the package.
   * Throws as `unzip` does.
   */
  async add<T>(zip: Buffer, use: (sha256: string) => T): Promise<T> {
    const sha256 = codeSha256(zip);
    this.#held.set(sha256, (this.#held.get(sha256) ?? 0) + 1);
    try {
      await this.#write(sha256, zip);
      return use(sha256);
    } finally {
      const holders = (this.#held.get(sha256) ?? 1) - 1;
      if (holders > 0) this.#held.set(sha256, holders);
      else this.#held.delete(sha256);
    }
  }

  /** Where the package is unzipped. */
  folder(sha256: string): string {
    return join(this.#folder, hex(sha256));
  }

  /** The zip itself, or nothing if there is none of that digest. */
  zip(sha256: string): Buffer | undefined {
    const path = `${this.folder(sha256)}.zip`;
    return existsSync(path) ? readFileSync(path) : undefined;
  }

  /** Deletes the packages that are neither among the `needed` digests nor unzipped in one of the folders in use. */
  sweep(needed: ReadonlySet<string>, foldersInUse: readonly string[]): void {
    const spared = new Set([...needed, ...this.#held.keys()].map(hex));
    for (const folder of foldersInUse) spared.add(basename(folder));
    for (const name of readdirSync(this.#folder)) {
      if (name.endsWith(".tmp") || spared.has(name.replace(/\.zip$/, ""))) continue;
      rmSync(join(this.#folder, name), { recursive: true, force: true });
    }
  }

  async #write(sha256: string, zip: Buffer): Promise<void> {
    const folder = this.folder(sha256);
    if (!existsSync(folder)) {
      const temporary = `${folder}.${randomUUID()}.tmp`;
      mkdirSync(temporary);
      try {
        await unzip(zip, temporary);
        // Someone else may have added the same package meanwhile.
        if (!existsSync(folder)) renameSync(temporary, folder);
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    }
    if (!existsSync(`${folder}.zip`)) writeFileAtomic(`${folder}.zip`, zip);
  }
}

function hex(sha256: string): string {
  return Buffer.from(sha256, "base64").toString("hex");
}
