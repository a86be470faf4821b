import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseJson } from "../protocol/json";
import { PRESETS } from "./presets";
import { FaultProfile } from "./profile";

/** Thrown for a profile that cannot be read or is not one; the message is for the user. */
export class ProfileInvalid extends Error {
  override readonly name = "ProfileInvalid";
}

/** The preset of that name, else the profile in that file. @throws ProfileInvalid */
export function readProfile(source: string): FaultProfile {
  const preset = Object.hasOwn(PRESETS, source) ? PRESETS[source] : undefined;
  if (preset !== undefined) return preset;
  let text: string;
  try {
    text = readFileSync(source, "utf8");
  } catch (error) {
    throw new ProfileInvalid(
      `the fault profile ${source} cannot be read (${(error as NodeJS.ErrnoException).code}); give a file, or a preset: ${Object.keys(PRESETS).join(", ")}`,
    );
  }
  return parseProfile(text, source);
}

/** @param source where the text is from, for error messages. @throws ProfileInvalid */
export function parseProfile(text: string, source: string): FaultProfile {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new ProfileInvalid(`the fault profile ${source} is not JSON: ${(error as Error).message}`);
  }
  const result = FaultProfile.safeParse(value);
  if (result.success) return result.data;
  throw new ProfileInvalid(`the fault profile ${source} is not valid:\n${z.prettifyError(result.error)}`);
}
