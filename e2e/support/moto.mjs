import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.mjs";
import { freePort } from "./free-port.mjs";
import { removeFolder, scratchFolder } from "./scratch.mjs";
import { until } from "./until.mjs";

/** moto's server on the loopback interface: an independent implementation of AWS's APIs. It keeps everything in memory. */
export class Moto {
  /** Why it cannot run here; undefined if it can. */
  static async missing() {
    const ended = await run("moto_server", ["--help"], { cwd: "/" }).catch(() => undefined);
    return ended?.code === 0
      ? undefined
      : "moto_server is not installed (Debian: python3-moto and python3-flask-cors)";
  }

  static async start() {
    const moto = new Moto(scratchFolder(), await freePort());
    const log = openSync(moto.log, "a");
    moto.process = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(moto.port)], {
      stdio: ["ignore", log, log],
      // moto's answers must not depend on the machine's own settings of AWS.
      env: { ...process.env, ...moto.env, PYTHONUNBUFFERED: "1" },
    });
    closeSync(log);
    await until("moto answers", () => {
      if (moto.process.exitCode !== null) throw new Error(readFileSync(moto.log, "utf8"));
      return fetch(`${moto.endpoint}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
    return moto;
  }

  /** @private use `start` */
  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.log = join(folder, "moto.log");
    // A numeric host: the SDK then asks for buckets by path.
    this.endpoint = `http://127.0.0.1:${port}`;
    /** Id of moto's account. */
    this.accountId = "123456789012";
    /** Environment that makes any AWS client call it. */
    this.env = {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: "moto",
      AWS_SECRET_ACCESS_KEY: "moto",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_CONFIG_FILE: "/nonexistent",
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_PAGER: "",
    };
  }

  /** Result of an `aws` command. */
  awsEnded(...args) {
    return run("aws", ["--endpoint-url", this.endpoint, "--output", "json", ...args], {
      cwd: this.folder,
      env: { ...process.env, ...this.env },
    });
  }

  /** Parsed output of an `aws` command. */
  async aws(...args) {
    const ended = await this.awsEnded(...args);
    assert.equal(ended.code, 0, ended.text());
    return ended.stdout.trim() === "" ? undefined : JSON.parse(ended.stdout);
  }

  async dispose() {
    this.process.kill("SIGTERM");
    await until("moto has ended", () => this.process.exitCode !== null || this.process.signalCode !== null);
    await removeFolder(this.folder);
  }
}
