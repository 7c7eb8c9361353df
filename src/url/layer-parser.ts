import { Failure } from "../failure.ts";
import { type Kind, readValue } from "./parameters/kind.ts";
import {
  canvasInput,
  type LayerOf,
  layerTimes,
  type Placement,
  placement,
} from "./parameters/layer.ts";
import { type Parameter, printFields } from "./parameters/parameter.ts";
import { type SubtitleStyle, subtitleStyle } from "./parameters/subtitle-style.ts";
import { type TextStyle, textStyle } from "./parameters/text-style.ts";
import { refuse } from "./parameters/unsupported.ts";
import { path } from "./parameters/value-types.ts";
import { decode, type Reader, splitPiece } from "./tokens.ts";

/** How deep layers may lie in layers, as ImageKit has it. */
const maxDepth = 3;
/** Characters of a text; what is beyond is cut, as ImageKit does. */
const maxText = 2000;

/** Takes a piece that is not the step's; false leaves it to the step. */
export type Taker = (text: string) => boolean;

/** Reads the steps of a layer up to its end, apart from what is taken. */
type StepsParser<Steps> = (reader: Reader, taken: Taker) => Steps;

/** Reads a layer whose `l-` has been read, up to and with its `l-end`. */
export function parseLayer<Steps>(
  type: string,
  reader: Reader,
  parseSteps: StepsParser<Steps>,
): LayerOf<Steps> {
  // ImageKit's clients of today write the plural, others the singular.
  const kind = type === "subtitle" ? "subtitles" : type;
  if (!isKind(kind)) {
    skipLayer(type, reader);
    const got = type === "end" ? "`l-end`, which closes nothing" : `\`l-${type.slice(0, 80)}\``;
    throw new Failure(
      "EINVAL",
      `Cannot read the layer: expected l-image, l-text, l-video or l-subtitles, got ${got}`,
    );
  }
  const leave = reader.enterLayer(maxDepth);
  let made: LayerOf<Steps>;
  try {
    made = parsers[kind](reader, parseSteps);
  } finally {
    leave();
  }
  if (reader.next()?.text !== "l-end") {
    throw new Failure("EINVAL", `\`l-${type}\` is not closed by \`l-end\``);
  }
  return made;
}

const parsers = {
  image: parseImage,
  text: parseText,
  video: parseVideo,
  subtitles: parseSubtitles,
};

function isKind(type: string): type is keyof typeof parsers {
  return Object.hasOwn(parsers, type);
}

/** Passes over a layer that cannot be read: what is in it is not its step's. */
function skipLayer(type: string, reader: Reader): void {
  if (type === "end") return;
  for (let open = 1; open > 0; reader.passColon()) {
    const piece = reader.next();
    if (!piece && !reader.atColon()) return;
    if (piece?.text === "l-end") open -= 1;
    else if (piece?.text.startsWith("l-")) open += 1;
  }
}

/** What names the layer's content, taken out of the pieces on the way. */
interface Inputs {
  plain?: string;
  encoded?: string;
}

/** Where a layer lies, and when. */
const own = { ...placement, ...layerTimes };

/** Takes `i`, `ie` and the placement; what is left is the layer's own. */
function takeOwn(text: string, inputs: Inputs, place: Placement): boolean {
  const { key, value } = splitPiece(text);
  if (key === "i") inputs.plain = value;
  else if (key === "ie") inputs.encoded = fromBase64(value);
  else if (Object.hasOwn(own, key)) {
    const { name, kind } = own[key as keyof typeof own] as Parameter;
    Object.assign(place, { [name]: readValue(key, kind, value) });
  } else return false;
  return true;
}

function parseImage<Steps>(reader: Reader, parseSteps: StepsParser<Steps>): LayerOf<Steps> {
  const inputs: Inputs = {};
  const place: Placement = {};
  let alpha: number | undefined;
  const steps = parseSteps(reader, (text) => {
    const { key, value } = splitPiece(text);
    if (key !== "al") return takeOwn(text, inputs, place);
    alpha = readValue("al", textStyle.al.kind, value);
    return true;
  });
  const input = pathOf(inputs, "l-image");
  checkPlacement(place);
  if (input === canvasInput) {
    return { kind: "canvas", ...(alpha === undefined ? {} : { alpha }), placement: place, steps };
  }
  if (alpha !== undefined) {
    throw new Failure("EINVAL", "`al` is for texts and `ik_canvas`: use `o` on an image");
  }
  return { kind: "image", input, placement: place, steps };
}

function parseVideo<Steps>(reader: Reader, parseSteps: StepsParser<Steps>): LayerOf<Steps> {
  const inputs: Inputs = {};
  const place: Placement = {};
  const steps = parseSteps(reader, (text) => takeOwn(text, inputs, place));
  const input = pathOf(inputs, "l-video");
  checkPlacement(place);
  return { kind: "video", input, placement: place, steps };
}

function parseSubtitles(reader: Reader): LayerOf<never> {
  const { inputs, place, style } = readStyled(reader, subtitleStyle, "subtitles");
  const input = pathOf(inputs, "l-subtitles");
  return { kind: "subtitles", input, style: style as SubtitleStyle, placement: place };
}

function parseText(reader: Reader): LayerOf<never> {
  const { inputs, place, style } = readStyled(reader, textStyle, "a text layer");
  // Where the cut goes through a character, its first half goes too.
  const text = nameOf(inputs, "l-text")
    .slice(0, maxText)
    .replace(/[\uD800-\uDBFF]$/, "");
  return { kind: "text", text, style: style as TextStyle, placement: place };
}

/** Reads what has a style instead of steps. */
function readStyled(reader: Reader, table: Record<string, Parameter>, of: string) {
  const inputs: Inputs = {};
  const place: Placement = {};
  const style: Record<string, unknown> = {};
  for (;;) {
    reader.passColon();
    const piece = reader.peek();
    if (!piece || piece.ends) break;
    reader.next();
    reader.attempt(piece.text, () => {
      if (takeOwn(piece.text, inputs, place)) return;
      const { key: written, value } = splitPiece(piece.text);
      // @imagekit/javascript writes the option's name for subtitles.
      const key = written === "color" ? "co" : written;
      refuse(key, value);
      const parameter = Object.hasOwn(table, key) ? table[key] : undefined;
      if (!parameter) {
        throw new Failure("EINVAL", `Unknown parameter \`${key.slice(0, 80)}\` of ${of}`);
      }
      style[parameter.name] = readValue(key, parameter.kind as Kind<unknown>, value);
    });
  }
  checkPlacement(place);
  return { inputs, place, style };
}

/** `ie` wins over `i`. */
function nameOf({ plain, encoded }: Inputs, layer: string): string {
  const name = encoded ?? plain;
  if (name === undefined || name === "") throw noInput(layer);
  return name;
}

/** A path within the endpoint, whose slashes may be written `@@`. */
function pathOf(inputs: Inputs, layer: string): string {
  const path = nameOf(inputs, layer).replaceAll("@@", "/").replace(/^\/+/, "");
  if (path === "") throw noInput(layer);
  return path;
}

function noInput(layer: string): Failure {
  return new Failure("EINVAL", `\`${layer}\` has no input: expected \`i-...\` or \`ie-...\``);
}

function checkPlacement(place: Placement): void {
  for (const [edge, center, key] of [
    ["x", "xCenter", "lx"],
    ["y", "yCenter", "ly"],
  ] as const) {
    if (place[edge] === undefined || place[center] === undefined) continue;
    throw new Failure("EINVAL", `\`${key}\` and \`${key}c\` exclude each other`);
  }
}

function fromBase64(value: string): string {
  const letters = decode(value).replace(/[-_ ]/g, (letter) => (letter === "_" ? "/" : "+"));
  const [, content = ""] = /^([A-Za-z0-9+/]*)={0,2}$/.exec(letters) ?? [];
  // What is one letter too many is no byte.
  if ((content === "" && letters !== "") || content.length % 4 === 1) {
    throw new Failure("EINVAL", "Cannot read `ie`: expected Base64");
  }
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function toBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return encodeURIComponent(btoa(String.fromCharCode(...bytes)));
}

/** Plain where the text allows it, as ImageKit's clients write it; Base64 otherwise. */
function printInput(input: string): string {
  const plain = /^[A-Za-z0-9._ /-]+$/.test(input);
  return plain ? `i-${path.print(input)}` : `ie-${toBase64(input)}`;
}

export function printLayer<Steps>(
  layer: LayerOf<Steps>,
  printSteps: (steps: Steps) => string,
): string {
  const place = printFields(layer.placement, own);
  if (layer.kind === "text") {
    const style = printFields(layer.style, textStyle);
    return ["l-text", `ie-${toBase64(layer.text)}`, ...place, ...style, "l-end"].join(",");
  }
  if (layer.kind === "subtitles") {
    const style = printFields(layer.style, subtitleStyle);
    return ["l-subtitles", printInput(layer.input), ...place, ...style, "l-end"].join(",");
  }
  const input = layer.kind === "canvas" ? `i-${canvasInput}` : printInput(layer.input);
  const alpha = layer.kind === "canvas" && layer.alpha !== undefined ? [`al-${layer.alpha}`] : [];
  const steps = printSteps(layer.steps);
  const opening = layer.kind === "video" ? "l-video" : "l-image";
  return [opening, input, ...place, ...alpha, ...(steps === "" ? [] : [steps]), "l-end"].join(",");
}
