/** Checks that the output options of a tsconfig.json are those of the ts_project that uses it. */
"use strict";

const { writeFileSync } = require("node:fs");
const path = require("node:path");
const ts = require("./lib/typescript.js");

const [tsconfig, marker, target, attributes] = process.argv.slice(2);

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => fail(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")) };
function fail(message) {
  console.error(`ERROR: ${target}: ${message}`);
  process.exit(1);
}

const parsed = ts.getParsedCommandLineOfConfigFile(path.resolve(tsconfig), {}, host);
for (const [option, { attribute, value }] of Object.entries(JSON.parse(attributes))) {
  const actual = parsed.options[option] ?? false;
  if (actual !== value) {
    const python = (flag) => (flag ? "True" : "False");
    fail(
      `attribute ${attribute} is ${python(value)}, but ${option} is ${actual} in ${tsconfig}: ` +
        `set ${attribute} = ${python(actual)} on the target, or change the tsconfig`,
    );
  }
}
writeFileSync(marker, "");
