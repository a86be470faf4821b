import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { evaluate, evaluateCondition, evaluateProperties, type Scope, Unknown } from "./intrinsics";
import type { Json } from "./json";

const PARAMETERS: Readonly<Record<string, string>> = {
  Stage: "dev",
  Empty: "",
  Odd: `a,b \${Stage} " \u00e9`,
};
const CONDITIONS: Readonly<Record<string, boolean>> = { Yes: true, No: false };
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "Table.Arn": "arn:table",
  "Table.Nested.Name": "nested",
};
const MAP: Readonly<Record<string, string>> = { one: "1", two: "2" };

const scope: Scope = {
  ref: (name) =>
    name === "Unmade" ? new Unknown([{ name, changes: true }]) : (PARAMETERS[name] ?? `id-of-${name}`),
  getAtt: (logicalId, attribute) =>
    ATTRIBUTES[`${logicalId}.${attribute}`] ?? new Unknown([{ name: logicalId, attribute, changes: false }]),
  condition: (name) => CONDITIONS[name] ?? false,
  findInMap: (_, __, key) => MAP[key] ?? "",
  importValue: (name) => `import-of-${name}`,
};

/** An expression and the text that it stands for, made together. */
interface Case {
  readonly expression: Json;
  readonly text: string;
}

const { text: texts } = fc.letrec<{ text: Case; list: { expression: Json; items: string[] } }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.string().map((text) => ({ expression: text, text })),
    fc
      .constantFrom(...Object.entries(PARAMETERS))
      .map(([name, text]) => ({ expression: { Ref: name }, text })),
    fc.constant({ expression: { Ref: "Table" }, text: "id-of-Table" }),
    fc
      .constantFrom(...Object.entries(ATTRIBUTES))
      .map(([name, text]) => ({ expression: { "Fn::GetAtt": name }, text })),
    fc.constant({ expression: { "Fn::GetAtt": ["Table", "Arn"] }, text: "arn:table" }),
    fc
      .constantFrom(...Object.entries(MAP))
      .map(([key, text]) => ({ expression: { "Fn::FindInMap": ["Map", "top", key] }, text })),
    fc.tuple(fc.string(), tie("list")).map(([delimiter, list]) => ({
      expression: { "Fn::Join": [delimiter, list.expression] },
      text: list.items.join(delimiter),
    })),
    fc.tuple(fc.nat(), tie("list")).map(([index, { expression, items }]) => ({
      expression: { "Fn::Select": [String(index % items.length), expression] },
      text: items[index % items.length] as string,
    })),
    fc.tuple(fc.constantFrom("Yes", "No"), tie("text"), tie("text")).map(([condition, yes, no]) => ({
      expression: { "Fn::If": [condition, yes.expression, no.expression] },
      text: condition === "Yes" ? yes.text : no.text,
    })),
    tie("text").map(({ expression, text }) => ({
      expression: { "Fn::Base64": expression },
      text: Buffer.from(text).toString("base64"),
    })),
    tie("text").map(({ expression, text }) => ({
      expression: { "Fn::ImportValue": expression },
      text: `import-of-${text}`,
    })),
    fc.tuple(tie("text"), tie("text")).map(([first, second]) => ({
      expression: {
        "Fn::Sub": [
          `<\${A}|\${Stage}|\${!A}|\${Table.Arn}|\${ B }>`,
          { A: first.expression, B: second.expression },
        ],
      },
      text: `<${first.text}|dev|\${A}|arn:table|${second.text}>`,
    })),
  ),
  list: fc.oneof(
    { maxDepth: 4 },
    fc.array(tie("text"), { minLength: 1, maxLength: 4 }).map((cases) => ({
      expression: cases.map(({ expression }) => expression),
      items: cases.map(({ text }) => text),
    })),
    fc.tuple(fc.constantFrom(",", "::", "ab"), tie("text")).map(([delimiter, { expression, text }]) => ({
      expression: { "Fn::Split": [delimiter, expression] },
      items: text.split(delimiter),
    })),
  ),
}));

describe("evaluate", () => {
  it("gives what nested functions stand for", () => {
    fc.assert(
      fc.property(texts, ({ expression, text }) => expect(evaluate(expression, scope)).toBe(text)),
      { numRuns: 500 },
    );
  });

  it("leaves values without functions as they are", () => {
    const key = fc
      .string()
      .filter((name) => name !== "Ref" && !name.startsWith("Fn::") && name !== "__proto__");
    const { json } = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(fc.string(), fc.integer(), fc.boolean()),
        fc.array(tie("json"), { maxLength: 4 }),
        fc.dictionary(key, tie("json"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(fc.property(json, (value) => expect(evaluate(value, scope)).toEqual(value)));
  });

  it("does not know what depends on a resource that does not exist yet, however deep, and names the cause", () => {
    fc.assert(
      fc.property(texts, texts, ({ expression: before }, { expression: after }) => {
        const joined = { "Fn::Join": ["", [before, { Ref: "Unmade" }, after]] };
        const value = evaluate({ "Fn::Base64": joined }, scope);
        expect(value).toBeInstanceOf(Unknown);
        expect((value as Unknown).causes).toEqual([{ name: "Unmade", changes: true }]);
      }),
    );
  });

  it("takes away what is AWS::NoValue", () => {
    const nothing = { "Fn::If": ["No", "x", { Ref: "AWS::NoValue" }] };
    expect(evaluateProperties({ A: nothing, B: [1, nothing, 2], C: { D: nothing } }, scope)).toEqual({
      B: [1, 2],
      C: {},
    });
    expect(() => evaluate(nothing, scope)).toThrow("AWS::NoValue cannot stand here");
  });

  it.each([
    [{ "Fn::Select": [3, ["a"]] }, "Fn::Select cannot select nonexistent value at index 3"],
    [{ "Fn::Select": ["toString", ["a"]] }, "Fn::Select cannot select nonexistent value at index toString"],
    [{ "Fn::Join": [","] }, "every Fn::Join object requires 2 parameters in a list."],
    [{ "Fn::Join": [",", "text"] }, 'every Fn::Join object requires a list, not "text"'],
    [{ "Fn::Sub": `\${a b}` }, "variable names in Fn::Sub syntax must contain only"],
    [{ "Fn::Equals": ["a", "a"] }, "Fn::Equals is not supported here"],
    [{ "Fn::Transform": {} }, "Fn::Transform is not supported here"],
  ])("refuses %j", (expression, message) => {
    expect(() => evaluate(expression as Json, scope)).toThrow(message);
  });
});

describe("evaluateCondition", () => {
  const { condition } = fc.letrec<{ condition: { expression: Json; value: boolean } }>((tie) => {
    const several = fc.array(tie("condition"), { minLength: 2, maxLength: 4 });
    return {
      condition: fc.oneof(
        { maxDepth: 4 },
        fc
          .constantFrom(...Object.entries(CONDITIONS))
          .map(([name, value]) => ({ expression: { Condition: name }, value })),
        fc.tuple(texts, texts).map(([left, right]) => ({
          expression: { "Fn::Equals": [left.expression, right.expression] },
          value: left.text === right.text,
        })),
        texts.map(({ expression, text }) => ({
          expression: { "Fn::Equals": [text, expression] },
          value: true,
        })),
        tie("condition").map(({ expression, value }) => ({
          expression: { "Fn::Not": [expression] },
          value: !value,
        })),
        several.map((all) => ({
          expression: { "Fn::And": all.map(({ expression }) => expression) },
          value: all.every(({ value }) => value),
        })),
        several.map((all) => ({
          expression: { "Fn::Or": all.map(({ expression }) => expression) },
          value: all.some(({ value }) => value),
        })),
      ),
    };
  });

  it("gives what nested conditions stand for", () => {
    fc.assert(
      fc.property(condition, ({ expression, value }) =>
        expect(evaluateCondition(expression, scope)).toBe(value),
      ),
      { numRuns: 300 },
    );
  });
});
