import { Failure } from "../../failure.ts";
import { holds } from "../../url/parameters/condition.ts";
import type { Layer, PlainStep, Transformation } from "../../url/transformation.ts";
import { colourOf } from "../engine/colour.ts";
import type { Context, PlannedLayer } from "./context.ts";
import { orderForDecoding } from "./decoding.ts";
import { measurable, unscaled } from "./drawing-scale.ts";
import { createFaceSearch } from "./faces/face-search.ts";
import { facesFor, withFocus } from "./faces/wanted-faces.ts";
import { layOut } from "./geometry/geometry.ts";
import { uprightSize } from "./header.ts";
import { grownCanvas, placeLayer } from "./layers/place.ts";
import { addCaptions, filmOf, onVideosOnly, timed } from "./layers/time.ts";
import { createObjectSearch } from "./objects/object-search.ts";
import { aimAtObjects } from "./objects/wanted-objects.ts";
import { type Backdrop, black, type Operation, type Source, transparent } from "./operations.ts";
import { pageOf } from "./page.ts";
import { cutOutFor } from "./people/cut-out.ts";
import { createPeopleSearch } from "./people/people-search.ts";
import { exactly, exactStep, type Scene, variablesOf } from "./resolve-expressions.ts";
import { isSameSize, type Size } from "./size.ts";
import { planStep, type State } from "./step.ts";
import { planText } from "./text/plan-text.ts";

/** A planned image: what is done to it, what comes out, and which steps that took. */
interface Chain extends State {
  steps: PlainStep[];
}

/** Chooses the branches of a chain and plans its steps in order, each on the result of the last. */
export function planChain(
  transformation: Transformation,
  source: Source,
  start: State,
  scene: Omit<Scene, "current">,
  context: Context,
): Chain {
  let chain: Chain = { ...start, steps: [] };
  for (const step of transformation) {
    if ("if" in step) {
      const branch = holds(step.if, chain.size, scene.original) ? step.met : step.unmet;
      if (!branch) continue;
      const { steps, ...state } = planChain(branch, source, chain, scene, context);
      chain = { ...state, steps: [...chain.steps, ...steps] };
      continue;
    }
    const trimmed = trim(step, source, chain, context);
    const now = { ...scene, current: trimmed.size };
    const exact = exactStep(step, now);
    const { step: aimed, objects } = aimAtObjects(exact, source, trimmed, context);
    const faces = facesFor(aimed, source, trimmed, context);
    const settled = withFocus(aimed, faces);
    const found = objects.length > 0 ? { ...faces, focused: objects } : faces;
    const { resize } = layOut(settled, trimmed.size, found.focused);
    if (resize) context.check("The resized image", resize);
    let state = planStep(settled, trimmed, now, found, (size, arranged) => {
      const operations = [...trimmed.operations, ...arranged];
      const way = { original: scene.original, size, operations };
      return cutOutFor(exact, source, way, context);
    });
    context.check("The image", state.size);
    const timed = { ...context, ...context.times.get(step) };
    for (const layer of step.layers ?? []) state = addLayer(layer, state, scene, timed);
    chain = { ...state, steps: [...chain.steps, step] };
  }
  return chain;
}

/** How far a colour may differ and still count as edge, where `true` is all that was said. */
const defaultThreshold = 10;

function trim(step: PlainStep, source: Source, state: State, { measure }: Context): State {
  if (step.trim === undefined || step.trim === false) return state;
  const { tolerance: threshold, colour } =
    typeof step.trim === "object"
      ? step.trim
      : { tolerance: step.trim === true ? defaultThreshold : step.trim, colour: undefined };
  const edge = colour ? { edge: colourOf(colour) } : {};
  const image = { source, operations: state.operations };
  const measured = measurable(image);
  const found = measure({ of: "trim", image: measured.image, threshold, ...edge });
  const box = unscaled(found, measured.scale, state.size);
  if (isSameSize(box, state.size)) return state;
  const { width, height } = box;
  return {
    ...state,
    size: { width, height },
    operations: [...state.operations, { do: "crop", ...box }],
  };
}

function addLayer(
  layer: Layer,
  base: State,
  { density }: Omit<Scene, "current">,
  context: Context,
): State {
  if (layer.kind === "subtitles") return addCaptions(layer, base, context);
  const { image, size, film } = planLayer(layer, base.size, density, context);
  const known = variablesOf({ original: size, current: size, base: base.size });
  const place = placeLayer(layer.placement, size, base.size, known);
  const { mode = "over", x, y } = layer.placement;
  const displacement = (key: string, value: typeof x) =>
    mode === "displace" && value !== undefined ? exactly(key, value, known) : 0;
  if (mode === "displace" && x === undefined && y === undefined) {
    throw new Failure("EINVAL", "`lm-displace` needs `lx` or `ly`: how far pixels are moved");
  }
  const canvas = grownCanvas(layer.placement, place, size, base.size);
  if (canvas) context.check("The image with its layer", canvas);
  const { left, top } = canvas ?? { left: 0, top: 0 };
  const operation: Operation = {
    do: "layer",
    image,
    ...(mode === "displace" ? { left, top } : { left: left + place.left, top: top + place.top }),
    ...(layer.placement.tiled ? { tiled: true } : {}),
    mode,
    x: displacement("lx", x),
    y: displacement("ly", y),
    ...timed(layer.placement, film, context),
  };
  const backdrop: Backdrop = { kind: "colour", colour: transparent };
  const before: Operation[] = canvas ? [{ do: "pad", backdrop, ...canvas }] : [];
  return {
    size: canvas ? { width: canvas.width, height: canvas.height } : base.size,
    alpha: base.alpha || canvas !== undefined || mode === "cutter" || mode === "cutout",
    operations: [...base.operations, ...before, operation],
  };
}

function planLayer(
  layer: Exclude<Layer, { kind: "subtitles" }>,
  base: Size,
  density: number | undefined,
  context: Context,
): PlannedLayer {
  if (layer.kind === "text") return planText(layer.text, layer.style, base, context);
  if (layer.kind === "canvas") return planCanvas(layer, base, context);

  if (layer.kind === "video" && context.seconds === undefined) throw onVideosOnly("l-video");
  const found = context.headers.get(layer.input);
  if (!found) throw new Failure("ENOENT", `No origin has the layer's image ${layer.input}`);
  const { header, source } = pageOf(layer.steps, layer.input, found, context.measure);
  const original = uprightSize(header);
  if (header.format !== "svg") context.checkSource("The layer's original", original);
  const upright: Operation[] =
    header.orientation === 1 ? [] : [{ do: "orient", orientation: header.orientation }];
  // Images in layers are trimmed unless they ask not to be.
  const [first = {}, ...rest] = layer.steps;
  const isTrimmed = layer.kind === "image" && !("if" in first);
  const steps = isTrimmed ? [{ trim: true, ...first }, ...rest] : layer.steps;
  const alpha = header.alpha || source.seeThrough === true;
  const start = { size: original, alpha, operations: upright };
  const scene = { original, base, ...(density === undefined ? {} : { density }) };
  const facesOf = createFaceSearch(header, context.measure);
  const peopleOf = createPeopleSearch(header, facesOf, context.measure);
  const objectsOf = createObjectSearch(header, context.measure);
  const own = { ...context, facesOf, objectsOf, peopleOf };
  const { size, operations } = planChain(steps, source, start, scene, own);
  if (layer.kind === "video") {
    return { image: { source, operations }, size, film: filmOf(layer, found, context) };
  }
  return { image: orderForDecoding({ source, operations }, header), size };
}

/** A block: its first step's size and colour are its own, the rest happens to it. */
function planCanvas(
  { steps, alpha }: Extract<Layer, { kind: "canvas" }>,
  base: Size,
  context: Context,
): PlannedLayer {
  const [first = {}, ...rest] = steps;
  if ("if" in first) throw new Failure("EINVAL", "`ik_canvas` needs a size before any condition");
  const { width, height, background, ...others } = first;
  const asked = exactStep(
    { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) },
    { original: base, current: base, base },
  );
  const size = {
    width: Math.round(asked.width ?? base.width),
    height: Math.round(asked.height ?? base.height),
  };
  context.check("The layer", size);
  const plain = background?.kind === "colour" ? colourOf(background.colour) : undefined;
  const backdrop = plain ?? (first.gradient ? transparent : black);
  // An opacity that the colour says itself wins.
  const colour =
    alpha !== undefined && backdrop.alpha === 1 ? { ...backdrop, alpha: alpha / 10 } : backdrop;
  const source: Source = { kind: "canvas", ...size, colour };
  const start = { size, alpha: colour.alpha < 1, operations: [] };
  const scene = { original: size, base };
  const chain = planChain([others, ...rest], source, start, scene, context);
  return { image: { source, operations: chain.operations }, size: chain.size };
}
