/** An amount for people: `money(45_000, "EUR")` is `€450.00`. Exact for every amount. @param amount in minor units */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const { maximumFractionDigits: digits = 0 } = format.resolvedOptions();
  const sign = amount < 0 ? "-" : "";
  const figures = String(Math.abs(amount)).padStart(digits + 1, "0");
  const [whole, fraction] = [
    figures.slice(0, figures.length - digits),
    figures.slice(figures.length - digits),
  ];
  // As text, since a number would hold large amounts of cents only roughly.
  return format.format(`${sign}${whole}.${fraction || "0"}` as Intl.StringNumericLiteral);
}
