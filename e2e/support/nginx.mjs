import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256, withOutput } from "./action-result.mjs";
import { freePort } from "./free-port.mjs";
import { removeFolder, scratchFolder } from "./scratch.mjs";
import { until } from "./until.mjs";

/** A remote cache for Bazel: nginx with DAV on the loopback interface, which stores any bytes unchecked. */
export class RemoteCache {
  static async start() {
    const cache = new RemoteCache(scratchFolder(), await freePort());
    const config = join(cache.folder, "nginx.conf");
    mkdirSync(join(cache.folder, "data"));
    mkdirSync(join(cache.folder, "tmp"));
    writeFileSync(config, configuration(cache.folder, cache.port));
    cache.process = spawn("nginx", ["-e", join(cache.folder, "error.log"), "-c", config], {
      stdio: "inherit",
      // Debian's path, which only root has in its PATH.
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    const ended = new Promise((_, reject) => {
      cache.process.on("error", reject);
      cache.process.on("exit", (code) =>
        reject(new Error(`nginx ended with ${code}; see ${cache.folder}/error.log`)),
      );
    });
    ended.catch(() => {});
    const answers = until("nginx answers", () =>
      fetch(cache.url).then(
        () => true,
        () => false,
      ),
    );
    await Promise.race([answers, ended]);
    return cache;
  }

  /** @private use `start` */
  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.marks = 0;
    this.url = `http://127.0.0.1:${port}`;
  }

  #blob(digest) {
    return join(this.folder, "data/cas", digest);
  }

  holds(digest) {
    return existsSync(this.#blob(digest));
  }

  read(digest) {
    return readFileSync(this.#blob(digest));
  }

  delete(digest) {
    rmSync(this.#blob(digest));
  }

  /** Replaces the bytes under a digest. */
  corrupt(digest, bytes) {
    writeFileSync(this.#blob(digest), bytes);
  }

  /**
   * What anyone with write access to the cache can do: changes each action result with the blob of a digest to other bytes. All digests
   * are correct then.
   * @returns the digest of these bytes
   */
  forge(digest, bytes) {
    const folder = join(this.folder, "data/ac");
    let forged = 0;
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      const result = readFileSync(file);
      const other = withOutput(result, digest, Buffer.from(bytes));
      if (other.equals(result)) continue;
      writeFileSync(file, other);
      forged++;
    }
    if (forged === 0) throw new Error(`no action in the cache has given ${digest}`);
    writeFileSync(this.#blob(sha256(bytes)), bytes);
    return sha256(bytes);
  }

  /** Requests so far: `{method, path, status}`. */
  async requests() {
    // The only worker logs a request before it handles the next: once this one is logged, no earlier one is missing.
    const mark = `/mark-${this.marks++}`;
    await fetch(this.url + mark);
    const log = await until("nginx has logged a request", () => {
      const text = readFileSync(join(this.folder, "access.log"), "utf8");
      return text.includes(`GET ${mark} `) && text;
    });
    return log
      .split("\n")
      .map((line) => line.split(" "))
      .filter(([, path]) => /^\/(ac|cas)\//.test(path))
      .map(([method, path, status]) => ({ method, path, status: Number(status) }));
  }

  /** Result and requests of `action`. */
  async during(action) {
    const before = await this.requests();
    const result = await action();
    return { result, requests: (await this.requests()).slice(before.length) };
  }

  async dispose() {
    this.process.kill("SIGTERM");
    await until("nginx has ended", () => this.process.exitCode !== null || this.process.signalCode !== null);
    await removeFolder(this.folder);
  }
}

function configuration(folder, port) {
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
${process.getuid() === 0 ? "user root;" : ""}
events {}
http {
  log_format requests '$request_method $uri $status';
  access_log ${folder}/access.log requests;
  client_body_temp_path ${folder}/tmp;
  proxy_temp_path ${folder}/tmp;
  fastcgi_temp_path ${folder}/tmp;
  uwsgi_temp_path ${folder}/tmp;
  scgi_temp_path ${folder}/tmp;
  client_max_body_size 0;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/data;
    location ~ "^/(?:ac|cas)/[0-9a-f]{64}$" {
      dav_methods PUT;
      create_full_put_path on;
      dav_access user:rw group:r all:r;
    }
  }
}
`;
}
