import { type AttributeValue, type Item, marshal, sizeOfItem } from "./attribute-value";
import type { Key, KeyAttribute, Table } from "./table";

/** DynamoDB's limits: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const ITEM_BYTES = 400 * 1024;
const KEY_BYTES = [2_048, 1_024] as const;

/** How JSON says a value of a key's type. */
const WORDS: Readonly<Record<string, string>> = { S: "a string", N: "a number" };

/** An item as DynamoDB's API takes it. @throws RangeError with what is wrong */
export function toItem(value: unknown, { key, indexes }: Table): Item {
  const marshalled = marshal(value, "");
  if (!("M" in marshalled)) throw new RangeError("it is no object of attributes");
  const item = marshalled.M;
  checkKey(item, key, true);
  for (const index of indexes) checkKey(item, index, false);
  const bytes = sizeOfItem(item);
  if (bytes > ITEM_BYTES)
    throw new RangeError(`it has ${bytes} bytes: DynamoDB takes at most ${ITEM_BYTES} (400 KB)`);
  return item;
}

/** The key's values, in one text that no other key has. */
export function keyText(item: Item, { attributes }: Key): string {
  return attributes.map(({ name }) => `${name} ${JSON.stringify(plain(item[name]))}`).join(", ");
}

function checkKey(item: Item, { index, attributes }: Key, required: boolean): void {
  const of = index === undefined ? "the table's key" : `the key of the index ${index}`;
  for (const [position, { name, type }] of attributes.entries()) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value !== undefined) checkValue(value, { name, type }, of, KEY_BYTES[position] ?? 0);
    else if (required) throw new RangeError(`it lacks ${name}, which is in ${of}`);
  }
}

function checkValue(value: AttributeValue, { name, type }: KeyAttribute, of: string, most: number): void {
  const wanted = WORDS[type];
  if (wanted === undefined)
    throw new RangeError(`${name} is in ${of} with the type ${type}, which JSON cannot say`);
  if (!(type in value))
    throw new RangeError(`${name} is ${JSON.stringify(plain(value))}, and in ${of} it is ${wanted}`);
  if (!("S" in value)) return;
  const bytes = Buffer.byteLength(value.S);
  if (bytes === 0) throw new RangeError(`${name} is empty, and in ${of} it must not be`);
  if (bytes > most) throw new RangeError(`${name} has ${bytes} bytes, and in ${of} it may have ${most}`);
}

/** The value of a key as the file has it. */
function plain(value: AttributeValue | undefined): unknown {
  return value === undefined ? undefined : Object.values(value)[0];
}
