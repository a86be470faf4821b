import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { removeFolder, scratchFolder } from "./scratch.mjs";
import { signedFetch } from "./signed-fetch.mjs";
import { until } from "./until.mjs";

/** Operations that change nothing. `Invoke` is neither a deployer's read nor its write. */
const READS = /^(Get|List|Describe|Head|Validate|Invoke)/;

/** Services to which the deployer sends requests; functions use DynamoDB themselves. */
const CONTROL_PLANE = new Set(["lambda", "cloudformation", "s3", "sts"]);

/** Signing names of the services that speak AWS's JSON protocol, by the prefix of their targets. */
const SIGNING_NAMES = {
  AWSEvents: "events",
  AmazonSQS: "sqs",
  DynamoDB_20120810: "dynamodb",
  GraniteServiceVersion20100801: "monitoring",
  Logs_20140328: "logs",
};

/** A local account of its own, not the developer's, on free ports. It starts when the first deploy needs it. */
export class Account {
  constructor() {
    this.scratch = scratchFolder();
    this.folder = join(this.scratch, "account");
    /** Environment of what deploys to it. Port 0: any free port, for its HTTP APIs too. */
    this.env = { FERRY_LOCAL_DIR: this.folder, FERRY_LOCAL_PORT: "0" };
  }

  /** `{endpoint, pid}` while it runs. */
  get running() {
    const file = join(this.folder, "endpoint.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  }

  /** Its key, `{accessKeyId, secretAccessKey}`, once it has started. */
  get credentials() {
    return JSON.parse(readFileSync(join(this.folder, "credentials.json"), "utf8"));
  }

  /** Variables with which AWS tools call it while it runs, as `env --json` prints them. */
  get toolEnv() {
    const { accessKeyId, secretAccessKey } = this.credentials;
    return {
      AWS_ENDPOINT_URL: this.running.endpoint,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
  }

  /** The output of `status --json`. */
  async status() {
    const response = await this.fetch("ferry", "/_ferry/status");
    return response.json();
  }

  /** Sends a request to it, signed by its key. See `signedFetch`. */
  fetch(service, path, request) {
    const { endpoint } = this.running;
    return signedFetch({ endpoint, credentials: this.credentials }, service, path, request);
  }

  /**
   * The answer to a request of Lambda's REST API.
   * @param {string} path after the API's date, such as `functions/local-orders`
   * @param {{method?: string, input?: object}} [request] default GET
   */
  async lambda(path, { method = "GET", input } = {}) {
    const response = await this.fetch("lambda", `/2015-03-31/${path}`, {
      method,
      ...(input && { body: JSON.stringify(input) }),
    });
    const answer = await response.json();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /**
   * The answer to an operation of a service that speaks AWS's JSON protocol.
   * @param {string} target as in the header `x-amz-target`: `AmazonSQS.SendMessage`
   */
  async json(target, input) {
    const response = await this.fetch(SIGNING_NAMES[target.split(".")[0]], "/", {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": target },
      body: JSON.stringify(input),
    });
    const answer = await response.json();
    assert.equal(response.status, 200, `${target}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Requests to the control plane so far, oldest first: `{service, operation, status, bytes, …}`. */
  requests() {
    const records = ["requests.log.1", "requests.log"].flatMap((name) => {
      const file = join(this.folder, name);
      return existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    });
    return records
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .filter(({ service }) => CONTROL_PLANE.has(service));
  }

  /** Result and requests of `action`. */
  async during(action) {
    const before = this.requests().length;
    const result = await action();
    const requests = this.requests().slice(before);
    return { result, requests, writes: requests.filter(({ operation }) => !READS.test(operation)) };
  }

  /** Ends the account and removes it. */
  async dispose() {
    const pid = this.running?.pid;
    if (pid !== undefined) {
      process.kill(pid, "SIGTERM");
      await until(`the local account ${pid} has ended`, () => !existsSync(`/proc/${pid}`));
    }
    await removeFolder(this.scratch);
  }
}
