import { FerryError } from "../../error";
import { own } from "../../json/own";
import type { SampleEvent, SampleEvents } from "./file";

/**
 * The event of that name, or the only one of that trigger.
 * @param origin the file, as messages name it
 * @throws FerryError `UsageInvalid`
 */
export function chooseEvent(events: SampleEvents, asked: string, origin: string): SampleEvent {
  const named = own(events, asked);
  if (named) return named;
  const triggered = Object.entries(events).filter(([, { trigger }]) => trigger === asked);
  const [only] = triggered;
  if (only && triggered.length === 1) return only[1];
  const among = triggered.length > 0 ? triggered : Object.entries(events);
  const names = among.map(([name, { trigger }]) => `${JSON.stringify(name)} (${trigger})`).join(", ");
  const problem =
    triggered.length > 0 ? `${triggered.length} events of the trigger ${asked}` : `no event "${asked}"`;
  throw new FerryError("UsageInvalid", `${origin} has ${problem}: ${names || "it is empty"}`, {
    next: "name one of them with --event, or a trigger that only one has",
  });
}
