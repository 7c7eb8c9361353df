import { lastOf } from "../render/plan/output.ts";
import { plainSteps } from "../url/transformation.ts";
import type { DeliveryRequest } from "./request.ts";

/** What a drawing becomes where it is to be an image. */
export const drawnOutput = { format: "png" } as const;

/** The request for a profile's image that no origin has; it says that another one is shown. */
export function stoodIn(request: DeliveryRequest): DeliveryRequest {
  const { transformation = [], compat } = request;
  const ignored = [...(compat?.ignored ?? []), compat?.asset?.deliveryType ?? ""];
  const format = lastOf(plainSteps(transformation), "format");
  // A drawing is no image that a profile could have.
  const drawn = format === undefined || format === "orig" ? [drawnOutput] : [];
  return {
    ...request,
    transformation: [...transformation, ...drawn],
    endpoint: { ...request.endpoint, cacheControl: missingFor },
    compat: { ...compat, ignored },
  };
}

/** What is missing may come back soon. */
const missingFor = "public, max-age=30";

/** The request for the image that stands in. */
export function fallenBack(request: DeliveryRequest, path: string): DeliveryRequest {
  const { compat, ...rest } = request;
  const { asset: _, ...others } = compat ?? { ignored: [] };
  return {
    ...rest,
    address: { ...request.address, path, rawPath: path },
    endpoint: { ...request.endpoint, cacheControl: missingFor },
    ...(compat ? { compat: others } : {}),
  };
}
