/** Sensitive wherever they stand in a key, in any spelling: `DB_PASSWORD`, `clientsecret`, `x-api-key`. */
const SECRETS = [
  "password",
  "passwd",
  "passphrase",
  "secret",
  "token",
  "authorization",
  "cookie",
  "credential",
  "apikey",
  "accesskey",
  "privatekey",
  "signature",
];

/** Sensitive as a word, or as two neighbouring words, of a key: `card` and `firstName` are, `discard` and `name` are not. */
const WORDS: ReadonlySet<string> = new Set([
  ...["pwd", "pin", "otp", "jwt", "bearer", "auth"],
  ...["card", "creditcard", "pan", "cvv", "cvc", "iban", "bic", "ssn"],
  ...["email", "mail", "phone", "telephone", "mobile", "fax"],
  ...["address", "street", "postcode", "postalcode", "zipcode"],
  ...["firstname", "lastname", "fullname", "middlename", "surname", "nickname", "givenname", "familyname"],
  ...["customername", "recipientname", "contactname", "personname"],
  ...["birth", "birthdate", "birthday", "dob"],
]);

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;

/**
 * Whether what stands under this key is a secret or identifies a person. Keys are judged by their words, however those are
 * written together: `cardNumber`, `card_number` and `CARD-NUMBER` are one.
 */
export function isSensitiveKey(key: string): boolean {
  const known = judged.get(key);
  if (known !== undefined) return known;
  const answer = judge(key);
  // Keys can be data (orders by their id, say), so not every key that was ever seen is remembered.
  if (judged.size < MOST_REMEMBERED && key.length <= LONGEST_REMEMBERED) judged.set(key, answer);
  return answer;
}

const MOST_REMEMBERED = 1000;
const LONGEST_REMEMBERED = 64;
const judged = new Map<string, boolean>();

function judge(key: string): boolean {
  const words = (key.match(WORD) ?? []).map((word) => word.toLowerCase());
  const joined = words.join("");
  if (SECRETS.some((secret) => joined.includes(secret))) return true;
  return words.some((word, index) => isSensitive(word) || isSensitive(word + (words[index + 1] ?? "")));
}

/** In the singular or the plural. */
function isSensitive(word: string): boolean {
  return WORDS.has(word) || WORDS.has(word.replace(/s$/, "")) || WORDS.has(word.replace(/es$/, ""));
}
