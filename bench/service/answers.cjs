// Sends requests to a function, one after the other, and writes its answers to file descriptor 3 as JSON.
const { writeSync } = require("node:fs");
const { contextOf } = require("./invocation.cjs");

const [bundle, events] = process.argv.slice(2);
const { handler } = require(bundle);

async function main() {
  const answers = [];
  for (const event of JSON.parse(events)) answers.push(await handler(event, contextOf()));
  // Not to standard output, where the function logs.
  writeSync(3, JSON.stringify(answers));
  // Connections to the account stay open.
  process.exit();
}

main();
