import { expect, test } from "@jest/globals";
import { deadLetterText } from "../../cli/report/telemetry/dead-letters";
import { deadLetters } from "./dead-letters";
import type { Measured } from "./series";

const range = { since: 0, until: 60_000, period: 60 };
const services = [{ service: "payments", functions: [], queuePrefix: "prod-payments-" }];

function measured(queue: string, value: number, name = "ApproximateNumberOfMessagesVisible"): Measured {
  const metric = { namespace: "AWS/SQS", name, dimensions: { QueueName: queue } };
  const points = [{ time: 60_000, value }];
  return { service: "payments", label: "", metric, statistic: "Maximum", unit: "count", points };
}

test("queues of dead letters that hold some now, and whose letters they are", () => {
  const all = [
    measured("prod-payments-captures", 9),
    measured("prod-payments-captures-dead-letters", 1),
    measured("prod-payments-captures-dead-letters", 700, "ApproximateAgeOfOldestMessage"),
    measured("prod-payments-refunds-dead-letters", 0),
    measured("prod-payments-dead-letters", 2),
  ];
  const place = { account: "111122223333", region: "eu-central-1" };
  const [ofQueue, ofFunction, ...rest] = deadLetters(all, range, services).map((one) =>
    deadLetterText(one, place),
  );
  expect(rest).toEqual([]);
  expect(ofQueue).toMatchInlineSnapshot(`
"prod-payments-captures-dead-letters holds 1 dead letter
  look at one:    aws sqs receive-message --region eu-central-1 --visibility-timeout 0 --queue-url https://sqs.eu-central-1.amazonaws.com/111122223333/prod-payments-captures-dead-letters
  once fixed:     aws sqs start-message-move-task --region eu-central-1 --source-arn arn:aws:sqs:eu-central-1:111122223333:prod-payments-captures-dead-letters"
`);
  expect(ofFunction).toMatchInlineSnapshot(`
"prod-payments-dead-letters holds 2 dead letters
  look at one:    aws sqs receive-message --region eu-central-1 --visibility-timeout 0 --queue-url https://sqs.eu-central-1.amazonaws.com/111122223333/prod-payments-dead-letters
  once fixed:     the event is its requestPayload: :invoke of payments with --payload @FILE"
`);
});

test("in the local account by its endpoint", () => {
  const place = { account: "000000000000", region: "us-east-1", endpoint: "http://127.0.0.1:4080" };
  const [letters] = deadLetters([measured("local-payments-captures-dead-letters", 1)], range, services);
  expect(letters && deadLetterText(letters, place)).toMatch(
    /move-task --region us-east-1 --endpoint-url http:\/\/127.0.0.1:4080 --source-arn arn:aws:sqs:us-east-1:000000000000:local-payments-captures-dead-letters$/,
  );
});
