import type { Obstacle } from "../../../plan/removal/obstacle";

/** Why an environment is kept, as a clause: `it has not expired, until …`. */
export function reasonOf(obstacle: Obstacle): string {
  switch (obstacle.reason) {
    case "unknown":
      return "no entry of environments.json covers it";
    case "elsewhere":
      return "environments.json has it in another account or region";
    case "protected":
      return "it is protected";
    case "permanent":
      return "it is not ephemeral";
    case "termination-protection":
      return `${obstacle.stacks.join(", ")} has termination protection`;
    case "unrecorded":
      return "it has stacks and no record";
    case "unreadable":
      return "its record cannot be read by this deployer";
    case "unlimited":
      return "it has no expiry";
    case "unexpired":
      return `it expires at ${obstacle.expires}`;
    case "busy":
      return `it is in use: locked are ${obstacle.services.join(", ")}`;
    case "base":
      return `${obstacle.overlays.join(", ")} ${obstacle.overlays.length === 1 ? "rests" : "rest"} on it`;
  }
}

/** What to do about it, where there is something to do. */
export function remedyOf(name: string, obstacle: Obstacle): string {
  switch (obstacle.reason) {
    case "protected":
      return `destroy its services with //:destroy -- --env ${name}, which wants its name`;
    case "termination-protection":
      return "turn the protection off, if nobody needs it";
    case "base":
      return `destroy ${obstacle.overlays.join(", ")} first`;
    case "unrecorded":
      return "remove it with --orphans";
    case "unreadable":
    case "unlimited":
      return `deploy to it, which writes its record again, or run //:env -- destroy ${name}`;
    case "busy":
      return "let the deploy finish, then run the same command again";
    default:
      return "see environments.json";
  }
}
