// Builds produce the same bytes on any machine, in any place, for any user.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { Checkout } from "./support/checkout.mjs";

const here = await Checkout.create({ cold: true, env: { TZ: "UTC", LANG: "C", LC_ALL: "C" }, umask: "022" });
after(() => here.dispose());
const elsewhere = await Checkout.create({
  cold: true,
  parent: "/var/tmp",
  name: "another-folder.with.dots",
  env: {
    TZ: "Pacific/Chatham",
    LANG: "tr_TR.UTF-8",
    LC_ALL: "tr_TR.UTF-8",
    HOSTNAME: "elsewhere",
    SOURCE_DATE_EPOCH: "1",
  },
  umask: "077",
});
after(() => elsewhere.dispose());

test("a bundle and a template have the same digests under another path, time zone, locale, umask and output base", async () => {
  const [first, second] = [await build(here), await build(elsewhere)];

  assert.equal(second.digestFile, first.digestFile);
  assert.equal(second.zip, first.zip);
  assert.equal(second.template, first.template);
});

test("a digest file has the SHA-256 and the size of its zip", async () => {
  const { digestFile, zip, zipBytes } = await build(here);

  const digest = JSON.parse(digestFile);

  assert.equal(digest.sha256, zip);
  assert.equal(digest.codeSha256, Buffer.from(zip, "hex").toString("base64"));
  assert.equal(digest.zippedBytes, zipBytes);
});

/** Builds everything that a deploy of orders needs, without any cache. */
async function build(checkout) {
  const targets = ["//services/orders:bundle", "//services/orders:stack"];
  const built = await checkout.bazelw(["build", "--output_groups=+zip", ...targets]);
  assert.equal(built.code, 0, built.text());
  const output = (name) => readFileSync(checkout.path(`bazel-bin/services/orders/${name}`));
  return {
    digestFile: output("bundle.digest.json").toString("utf8"),
    zip: sha256(output("bundle.zip")),
    zipBytes: output("bundle.zip").length,
    template: sha256(output("stack.template.json")),
  };
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
