import { Failure } from "../../../failure.ts";
import { defaultLimits, type Limits } from "../../../limits.ts";
import { isFontFile } from "../../../url/parameters/font-family.ts";
import type { Layer, Transformation } from "../../../url/transformation.ts";

/**
 * Paths of all files that layers of a transformation may need, fonts among them. Pure.
 * Throws ELIMIT when there are too many layers.
 */
export function layerInputs(
  transformation: Transformation,
  limits: Pick<Limits, "layers"> = defaultLimits,
): LayerInputs {
  const layers = allLayers(transformation);
  if (layers.length > limits.layers) {
    throw new Failure("ELIMIT", `Too many layers: a transformation has at most ${limits.layers}`);
  }
  const named = layers.flatMap((layer) => ("style" in layer ? [layer.style.font ?? ""] : []));
  const ofKind = (kind: "image" | "video" | "subtitles") => [
    ...new Set(layers.flatMap((layer) => (layer.kind === kind ? [layer.input] : []))),
  ];
  return {
    images: ofKind("image"),
    videos: ofKind("video"),
    subtitles: ofKind("subtitles"),
    fonts: [...new Set(named.filter(isFontFile))],
  };
}

/** Paths of what lies in layers, by what it is. */
interface LayerInputs {
  images: string[];
  videos: string[];
  subtitles: string[];
  fonts: string[];
}

function allLayers(transformation: Transformation): Layer[] {
  return transformation.flatMap((step) => {
    if ("if" in step) return [...allLayers(step.met), ...allLayers(step.unmet ?? [])];
    return (step.layers ?? []).flatMap((layer) =>
      "steps" in layer ? [layer, ...allLayers(layer.steps)] : [layer],
    );
  });
}
