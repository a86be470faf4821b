import { intrinsic, isRecord, Masked } from "./value";

/** A piece of a composed text: literal, hidden, or a reference to a resource. */
type Piece = string | Masked | Reference;

/** `Name` or `Name.Attribute`, as in the `${…}` of an `Fn::Sub`. */
export class Reference {
  constructor(readonly text: string) {}
}

/** `{Ref: "A"}` and `{"Fn::GetAtt": ["A", "B.C"]}` as a reference; undefined for anything else. */
export function asReference(value: unknown): Reference | undefined {
  if (!isRecord(value)) return undefined;
  const name = intrinsic(value);
  if (name === "Ref" && typeof value.Ref === "string") return new Reference(value.Ref);
  if (name !== "Fn::GetAtt") return undefined;
  const target = value["Fn::GetAtt"];
  if (typeof target === "string") return new Reference(target);
  const parts =
    Array.isArray(target) && target.every((part) => typeof part === "string") ? target : undefined;
  return parts && new Reference(parts.join("."));
}

/** A resolved value as a piece of a text; undefined if it has no text before the deployment. */
export function asPiece(value: unknown): Piece | undefined {
  if (typeof value === "string" || value instanceof Masked) return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return asReference(value);
}

/** A resolved value as text; undefined if only CloudFormation knows it. It may be a secret. */
export function textOf(value: unknown): string | undefined {
  const piece = asPiece(value);
  if (piece instanceof Reference) return undefined;
  return piece instanceof Masked ? piece.value : piece;
}

/** The pieces as one value: a text if all are known, otherwise an `Fn::Sub`. This makes joined and substituted names equal. */
export function concatenate(pieces: readonly Piece[]): unknown {
  const render = (text: (masked: Masked) => string): string =>
    pieces
      .map((piece) => {
        if (piece instanceof Reference) return `\${${piece.text}}`;
        return piece instanceof Masked ? text(piece) : piece;
      })
      .join("");
  if (pieces.some((piece) => piece instanceof Masked))
    return new Masked(
      render(({ shown }) => shown),
      render(({ value }) => value),
    );
  const open = pieces.some((piece) => piece instanceof Reference);
  if (!open) return render(String);
  const [only, ...others] = pieces.filter((piece) => piece !== "");
  // `${A}` alone is A itself, however it was written.
  if (only instanceof Reference && others.length === 0) return referenceValue(only);
  return { "Fn::Sub": render(String) };
}

/** A reference as an intrinsic function. */
function referenceValue({ text }: Reference): unknown {
  const dot = text.indexOf(".");
  return dot < 0 ? { Ref: text } : { "Fn::GetAtt": [text.slice(0, dot), text.slice(dot + 1)] };
}

/** The literals and `${…}` names of an `Fn::Sub`'s text, in order; `${!literal}` is a literal `${literal}`. */
export function* substitutionParts(
  text: string,
): Generator<{ readonly literal: string } | { readonly name: string }> {
  let end = 0;
  for (const match of text.matchAll(/\$\{(!?)([^}]*)\}/g)) {
    yield { literal: text.slice(end, match.index) };
    yield match[1] === "!" ? { literal: `\${${match[2]}}` } : { name: (match[2] ?? "").trim() };
    end = match.index + match[0].length;
  }
  yield { literal: text.slice(end) };
}
