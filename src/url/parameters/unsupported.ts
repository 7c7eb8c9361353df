import { Failure } from "../../failure.ts";

/** Needs a service that Tintype does not have: parameter, and what it is. */
const services: Record<string, string> = {
  "e-removedotbg": "background removal",
  "e-changebg": "generative background",
  "e-edit": "generative editing",
  "e-dropshadow": "the AI drop shadow",
  "e-retouch": "AI retouching",
  "e-upscale": "AI upscaling",
  "e-genvar": "generative variation",
  c2pa: "content credentials",
};

/** ImageKit's old overlay parameters and the layer that took their place. */
const legacy: Record<string, string> = {
  ...fill("l-text", ["ot", "ote", "otw", "otbg", "otp", "otia", "otc", "otf", "ots", "ott", "oa"]),
  ...fill("l-image", ["oi", "oib", "oibg", "oiar", "oidpr", "oiq", "oic", "oicm", "oifo", "oit"]),
  ...fill("l-image", ["oix", "oiy", "oixc", "oiyc", "ofo", "ox", "oy", "oh", "ow"]),
  ...fill("l-image,i-ik_canvas", ["obg", "or"]),
};

function fill(layer: string, keys: string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, layer]));
}

/**
 * Refuses by name what is known and cannot be done: ENOTSUP for what needs a service, EINVAL for
 * what ImageKit has withdrawn. Does nothing for everything else.
 */
export function refuse(key: string, value: string): void {
  const service = Object.hasOwn(services, key) ? services[key] : undefined;
  if (service) throw new Failure("ENOTSUP", `\`${key}\` needs ${service}, which is not supported`);
  if (key === "bg" && value.startsWith("genfill")) {
    throw new Failure("ENOTSUP", "`bg-genfill` needs generative fill, which is not supported");
  }
  const layer = Object.hasOwn(legacy, key) ? legacy[key] : undefined;
  if (layer) {
    const message = `\`${key}\` is a legacy overlay parameter: use a layer, \`${layer},...,l-end\``;
    throw new Failure("EINVAL", message);
  }
}
