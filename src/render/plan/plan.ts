import { Failure } from "../../failure.ts";
import { formatNamed, formatOf, formats, type OutputFormat } from "../../formats.ts";
import type { Limits as AllLimits } from "../../limits.ts";
import { familyOf, isFontFile } from "../../url/parameters/font-family.ts";
import { plainSteps, type Transformation } from "../../url/transformation.ts";
import type { FontLibrary, FontLocation } from "../fonts/library.ts";
import { measuredSide, qualityFor, usualQuality } from "./auto-quality.ts";
import { planChain } from "./chain.ts";
import type { Context, Scene } from "./context.ts";
import { orderForDecoding } from "./decoding.ts";
import { createFaceSearch } from "./faces/face-search.ts";
import { checkPixels, checkSides } from "./geometry/check-size.ts";
import { type Header, uprightSize } from "./header.ts";
import type { Finding, FindingOf, Measure, Measurement } from "./measurement.ts";
import { createObjectSearch } from "./objects/object-search.ts";
import type { ImagePlan, Operation } from "./operations.ts";
import { chooseOutput, lastOf, type Output } from "./output.ts";
import { pageOf, staysDocument } from "./page.ts";
import { createPeopleSearch } from "./people/people-search.ts";
import { exactly, variablesOf } from "./resolve-expressions.ts";
import type { Size } from "./size.ts";
import { smallImage } from "./small-image.ts";

/** All that a renderer needs to know: JSON, no choice left open. */
export interface Plan {
  image: ImagePlan;
  output: Output;
  /** Size of the rendition. */
  size: Size;
}

/** Bounds that are checked before a byte is decoded. */
export type Limits = Pick<AllLimits, "sourcePixels" | "outputPixels" | "frames">;

/** What is known besides what was asked. */
export interface Circumstances {
  /** Formats beside JPEG and PNG that the client shows, best first. */
  accepted: readonly OutputFormat[];
  /** The format that the path asks for, as `f` would say it; `f` wins. */
  convertTo?: string | undefined;
  /** Headers of the originals of layers, by their path. */
  headers?: ReadonlyMap<string, Header>;
  /** Texts of the subtitles in layers, by their path. */
  scenes?: ReadonlyMap<string, readonly Scene[]>;
  /** Times of the steps of a video that later ones cut. */
  times?: Context["times"];
  /** Fonts of the owner's, whose files are among the job's by their paths. */
  fonts?: Pick<FontLibrary, "find" | "holding">;
  /** Answers to the questions that planning has asked so far, in their order. */
  answers?: readonly Finding[];
  limits: Limits;
}

/** The original is better left as it is. */
export interface Passthrough {
  original: true;
  /** Why what was asked for is not done; absent where nothing was. */
  because?: string;
}

/** A plan; or what has to be asked first; or neither. */
type Planned = { plan: Plan } | { measurement: Measurement } | Passthrough;

/** Pixels of all frames of an animation together that are still transformed. */
const animationPixels = 60e6;

class MeasurementNeeded extends Error {
  readonly measurement: Measurement;
  constructor(measurement: Measurement) {
    super("The pixels have to be measured");
    this.measurement = measurement;
  }
}

/**
 * Decides everything about a rendition. Pure. Where only the pixels can tell (edges to trim, the
 * size of a text), a measurement is given instead: let a renderer make it, and plan again with what it finds.
 * An animation of too many pixels or frames, or whose frames cannot be decoded, is left as it is,
 * rather than cut to one frame.
 * Throws ELIMIT when an image would be too large, EINVAL when a cut leaves it or an expression cannot be worked out, ENOENT when a layer's image is not there, ENOTSUP for what cannot be made.
 */
export function makePlan(
  transformation: Transformation,
  header: Header,
  circumstances: Circumstances,
): Planned {
  if (formats[header.format].vector && staysDrawing(transformation, circumstances)) {
    return { original: true };
  }
  if (staysDocument(transformation, header)) return { original: true };
  if (header.movesUnseen && keepsMotion(transformation, header, circumstances)) {
    return { original: true, because: "the frames of this animation cannot be decoded" };
  }
  try {
    const plan = decide(transformation, header, circumstances);
    const because = plan.output.animated
      ? tooMuchMotion(plan, header, circumstances.limits)
      : undefined;
    return because === undefined ? { plan } : { original: true, because };
  } catch (error) {
    if (error instanceof MeasurementNeeded) return { measurement: error.measurement };
    throw error;
  }
}

function fontAt({ file, face }: FontLocation): { font: string; face?: number } {
  return { font: file, ...(face === 0 ? {} : { face }) };
}

function decide(
  transformation: Transformation,
  first: Header,
  {
    accepted,
    convertTo,
    headers = new Map(),
    scenes = new Map(),
    times = new Map(),
    fonts = { find: () => undefined, holding: () => [] },
    answers = [],
    limits,
  }: Circumstances,
): Plan {
  let taken = 0;
  const measure: Measure = <M extends Measurement>(measurement: M) => {
    const answer = answers[taken];
    taken += 1;
    if (answer === undefined) throw new MeasurementNeeded(measurement);
    return answer as FindingOf<M>;
  };
  const { header, source } = pageOf(transformation, "", first, measure);
  const isPageNamed = lastOf(plainSteps(transformation), "page") !== undefined;
  const undrawn: string[] = [];
  const facesOf = createFaceSearch(header, measure);
  const context: Context = {
    headers,
    scenes,
    seconds: first.film?.seconds,
    times,
    cutLater: 0,
    checkSource(what, size) {
      checkSides(what, size);
      checkPixels(what, size, limits.sourcePixels);
    },
    font(name, style) {
      if (isFontFile(name)) return { font: name };
      const found = fonts.find(name, style);
      const family = familyOf(name);
      return found ? fontAt(found) : { ...(family ? { family } : {}) };
    },
    standIns(text, style) {
      const standIns = fonts.holding(text, style).map(fontAt);
      return standIns.length === 0 ? {} : { standIns };
    },
    check: (what, size) => checkPixels(what, size, limits.outputPixels),
    facesOf,
    objectsOf: createObjectSearch(header, measure),
    peopleOf: createPeopleSearch(header, facesOf, measure),
    lacks: (what) => void undrawn.push(what),
    measure,
  };
  const original = uprightSize(header);
  // A drawing has no pixels before it is drawn.
  if (header.format !== "svg") context.checkSource("The original", original);
  const moving = header.pages > 1 && !isPageNamed && formats[header.format].animates;
  if (moving && keepsMotion(transformation, header, { convertTo })) source.moving = true;
  const upright: Operation[] =
    header.orientation === 1 ? [] : [{ do: "orient", orientation: header.orientation }];
  const start = {
    size: original,
    alpha: header.alpha || source.seeThrough === true,
    operations: upright,
  };
  const scene = { original, density: header.density };
  const { steps, size, alpha, operations } = planChain(
    transformation,
    source,
    start,
    scene,
    context,
  );
  const asDensity = lastOf(steps, "density");
  const density =
    asDensity === undefined
      ? undefined
      : densityOf(exactly("dn", asDensity, variablesOf({ ...scene, current: size })));
  return {
    image: orderForDecoding({ source, operations }, header),
    output: chooseOutput(steps, header, {
      moving,
      movesUnseen: header.movesUnseen === true && !isPageNamed,
      untouched: operations.length === 0 && !isPageNamed,
      alpha,
      size,
      accepted,
      convertTo,
      density,
      undrawn,
      qualityFor(level) {
        // A drawing is a few flat areas, and its quality hardly matters.
        if (formatOf(header.format).vector) return usualQuality(level);
        const small = smallImage(source, header, original, measuredSide);
        return qualityFor(level, measure({ of: "likeness", image: small }));
      },
    }),
    size,
  };
}

/** A drawing is rasterised only for a format that is asked for by name. */
function staysDrawing(transformation: Transformation, { convertTo }: Circumstances): boolean {
  const named = lastOf(plainSteps(transformation), "format") ?? convertTo;
  if (named === undefined || named === "auto" || named === "orig") return true;
  const format = formatNamed(named);
  if (format === undefined) return false;
  const { vector, isOnlyKept = false } = formatOf(format);
  return vector || isOnlyKept;
}

function densityOf(value: number): number {
  if (value >= 1 && value <= 1200) return value;
  throw new Failure("EINVAL", `Cannot work out \`dn\`: expected from 1 to 1200, got ${value}`);
}

/** Why an animation is not transformed; undefined where it is. */
function tooMuchMotion({ size }: Plan, header: Header, { frames }: Limits): string | undefined {
  const { width, height, pages } = header;
  if (pages > frames) return `the animation has ${pages} frames: at most ${frames} are transformed`;
  const pixels = Math.max(size.width * size.height, width * height) * pages;
  if (pixels <= animationPixels) return undefined;
  const most = `at most ${animationPixels / 1e6} megapixels are transformed`;
  return `the frames of the animation have ${Math.ceil(pixels / 1e6)} megapixels together: ${most}`;
}

/** Whether the URL asks for no single frame: by its number, or by a format that has one only. */
function keepsMotion(
  transformation: Transformation,
  header: Header,
  { convertTo }: Pick<Circumstances, "convertTo">,
): boolean {
  const steps = plainSteps(transformation);
  if (lastOf(steps, "page") !== undefined) return false;
  const named = formatNamed(lastOf(steps, "format") ?? convertTo ?? "");
  return named === undefined || named === header.format || formatOf(named).animates;
}
