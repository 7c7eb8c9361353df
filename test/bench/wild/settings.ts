import type { EndpointSettings } from "../../../src/endpoints/settings.ts";
import type { Service } from "./lists.ts";

/** How the endpoint of a service is set up: as the wizard does for who comes from there. */
export function settingsOf(service: Service): Partial<EndpointSettings> {
  switch (service) {
    case "cloudinary":
      return { urlRewriter: { type: "CLOUDINARY" } };
    case "imgix":
      return { urlRewriter: { type: "IMGIX" } };
    case "imagekit":
      return { onInvalid: "ignore" };
  }
}
