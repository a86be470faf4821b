import type { House } from "../house";

/** The local account. */
export const LOCAL_ACCOUNT: House = {
  folder: "tools/local",
  picture: "tools/local/README.md",
  floors: [
    { rooms: ["main.ts"], is: "starts it" },
    { rooms: ["command"], is: "the command line: start, stop, faults, …" },
    { rooms: ["account"], is: "the account: its services, and what joins one to another" },
    { rooms: ["cloudformation"], is: "stacks and change sets" },
    { rooms: ["resources"], is: "resource types of stacks, by service" },
    { rooms: ["server"], is: "the HTTP server that all requests come to" },
    { rooms: ["faults"], is: "throttling, errors and delays on request" },
    {
      rooms: [
        "apigateway",
        "cloudwatch",
        "dynamodb",
        "event-source-mappings",
        "eventbridge",
        "iam",
        "lambda",
        "logs",
        "s3",
        "scheduler",
        "servicequotas",
        "sqs",
        "sts",
        "xray",
      ],
      is: "a folder per AWS service",
      beside: { "event-source-mappings": ["lambda", "sqs"], lambda: ["logs"] },
    },
    { rooms: ["delivery", "runtime"], is: "deliveries with retries; processes of functions" },
    { rooms: ["signature", "state"], is: "signatures of requests; files and databases" },
    { rooms: ["credentials", "protocol"], is: "the account's keys; AWS's wire protocols" },
  ],
  testing: ["testing"],
};
