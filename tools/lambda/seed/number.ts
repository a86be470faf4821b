/** DynamoDB keeps so many digits, and refuses more. */
const DIGITS = 38;
/** Powers of ten between which a number's first digit may be. */
const SMALLEST = -130;
const GREATEST = 125;

/**
 * A number of a JSON text in one spelling, so that two that are equal are equal as texts: DynamoDB compares keys by their values.
 * @param path of the number, for messages
 * @throws RangeError for what DynamoDB refuses
 */
export function parseNumber(text: string, path: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const leading = `${whole}${fraction}`.replace(/^0+/, "");
  const digits = leading.replace(/0+$/, "");
  if (digits === "") return "0";
  if (digits.length > DIGITS)
    throw new RangeError(`${path} is a number of ${digits.length} digits: DynamoDB keeps ${DIGITS}`);
  const exponent = Number(power) - fraction.length + leading.length - digits.length;
  const first = exponent + digits.length - 1;
  if (first < SMALLEST || first > GREATEST)
    throw new RangeError(`${path} is beyond DynamoDB's numbers, which are from 1e-130 to 9.9e125`);
  if (exponent >= 0 && first < DIGITS) return `${sign}${digits}${"0".repeat(exponent)}`;
  if (exponent < 0 && first >= 0)
    return `${sign}${digits.slice(0, exponent)}.${digits.slice(digits.length + exponent)}`;
  return `${sign}${digits}e${exponent}`;
}
