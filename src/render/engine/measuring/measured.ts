import type { Finding, Measurement } from "../../plan/measurement.ts";
import type { Files } from "../../pool/protocol.ts";
import type { Engines } from "../engines.ts";
import { measure } from "../execute.ts";
import { measureLikeness } from "./measure-likeness.ts";

/** Finds out what a plan cannot know before the pixels are there. */
export async function measured(
  engines: Engines,
  files: Files,
  measurement: Measurement,
): Promise<Finding> {
  switch (measurement.of) {
    case "faces": {
      // Only what is placed by faces pays for their detector.
      const { measureFaces } = await import("../faces/measure-faces.ts");
      return measureFaces(engines, files, measurement);
    }
    case "objects": {
      const { measureObjects } = await import("../objects/measure-objects.ts");
      return measureObjects(engines, files, measurement);
    }
    case "people": {
      const { measurePeople } = await import("../people/measure-people.ts");
      return measurePeople(engines, files, measurement);
    }
    case "likeness":
      return measureLikeness(engines, files, measurement.image);
    default:
      return measure(await engines.vips(), files, measurement);
  }
}
