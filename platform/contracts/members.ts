import * as z from "zod";

// Members that events of several contexts share. A change here is a change of all of them.

/** Who or what is meant, as the context that owns it calls it: `ord_…`, a customer's id. No name or address of a person. */
export const identifier = z.string().regex(/^[\w.:-]{1,64}$/);

/** An instant: ISO 8601 in UTC, so that text order is time order. */
export const instant = z.iso.datetime();

/** ISO 4217 code, e.g. `EUR`. */
export const currency = z.string().regex(/^[A-Z]{3}$/);

/** An amount of money in the minor unit of its currency (cents for EUR, yen for JPY): `450` is €4.50. */
export const minorUnits = z.int().min(0);
