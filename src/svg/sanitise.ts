import { Failure } from "../failure.ts";
import { cleanDeclarations, cleanSheet, isHarmlessValue } from "./css.ts";
import { drawingIn, drawingReference, innerReference } from "./href.ts";
import { inflateSvg } from "./inflate.ts";
import {
  animations,
  elements,
  images,
  isPlainAttribute,
  isStyledAttribute,
  svgNamespace,
  textOnly,
  textual,
  xlinkNamespace,
  xmlNamespace,
} from "./names.ts";
import {
  decodeXml,
  escapeAttribute,
  escapeText,
  readXml,
  type XmlAttribute,
  type XmlElement,
  type XmlLimits,
} from "./xml.ts";

export interface SvgLimits extends XmlLimits {
  /** Of the file, and of what it becomes when it is compressed. */
  maxBytes: number;
}

export const svgLimits: SvgLimits = {
  maxBytes: 5 * 1024 * 1024,
  maxElements: 100_000,
  maxDepth: 256,
};

/**
 * An SVG without anything that runs or that leads outside: what is known to be harmless is written
 * anew, as UTF-8, and nothing of the input is copied. `sanitise(sanitise(x))` equals `sanitise(x)`.
 * @param dropped is told what goes that could have been seen
 * @throws Failure EFORMAT if it is no SVG, ELIMIT over a limit
 */
export function sanitiseSvg(
  bytes: Uint8Array,
  limits: Partial<SvgLimits> = {},
  dropped: (what: string) => void = () => {},
): Uint8Array<ArrayBuffer> {
  const all = { ...svgLimits, ...limits };
  return cleanBytes(bytes, all, { depth: 0, dropped });
}

/** Drawings within drawings within drawings are kept so deep. */
const deepestDrawing = 3;

/** What is done with what a drawing refers to. */
interface Handling {
  /** How many drawings it lies in. */
  depth: number;
  dropped: (what: string) => void;
}

function cleanBytes(
  bytes: Uint8Array,
  limits: SvgLimits,
  { depth, dropped }: Handling,
): Uint8Array<ArrayBuffer> {
  const text = decodeXml(inflateSvg(bytes, limits.maxBytes));
  const within = (value: string) => {
    const found = depth < deepestDrawing ? drawingIn(value) : undefined;
    return found && cleanReference(found, limits, { depth: depth + 1, dropped });
  };
  return new TextEncoder().encode(cleanSvg(text, limits, { within, dropped }));
}

/** Browsers draw a drawing without those in it that are broken. */
function cleanReference(
  bytes: Uint8Array,
  limits: SvgLimits,
  handling: Handling,
): string | undefined {
  try {
    return drawingReference(cleanBytes(bytes, limits, handling));
  } catch (error) {
    if (error instanceof Failure && error.code === "EFORMAT") return undefined;
    throw error;
  }
}

interface References {
  /** The reference to a drawing that is written down in place, cleaned; undefined for any other. */
  within(value: string): string | undefined;
  dropped: Handling["dropped"];
}

/** `sanitiseSvg` for text. */
function cleanSvg(text: string, limits: XmlLimits, references: References): string {
  const output: string[] = [];
  const open: string[] = [];
  /** How many elements deep the reader is in what goes. */
  let skipping = 0;
  /** The last tag may yet become one of an empty element. */
  let unfinished = false;
  let sheet = "";
  let linked = false;

  function write(content: string): void {
    if (content === "") return;
    if (unfinished) output.push(">");
    unfinished = false;
    output.push(content);
  }

  readXml(
    text,
    {
      open(element) {
        const parent = open.at(-1);
        if (parent === undefined) checkRoot(element);
        if (skipping > 0 || textOnly.has(parent ?? "") || !isKept(element)) {
          if (element.local === "foreignObject" && skipping === 0) {
            references.dropped("foreignObject");
          }
          skipping += 1;
          return undefined;
        }
        const { local } = element;
        const attributes = keptAttributes(element, references);
        linked ||= attributes.has("xlink:href");
        // The root's namespaces are filled in when it is known which are used.
        write(parent === undefined ? "" : `<${local}`);
        if (parent === undefined) output.push("");
        for (const [name, value] of attributes) output.push(` ${name}="${escapeAttribute(value)}"`);
        unfinished = true;
        open.push(local);
        sheet = "";
        return undefined;
      },
      close() {
        if (skipping > 0) {
          skipping -= 1;
          return;
        }
        const local = open.pop();
        if (local === "style") write(escapeText(cleanSheet(sheet)));
        output.push(unfinished ? "/>" : `</${local}>`);
        unfinished = false;
      },
      text(part) {
        if (skipping > 0) return;
        const parent = open.at(-1) ?? "";
        if (parent === "style") sheet += part;
        else if (textual.has(parent)) write(escapeText(part));
      },
    },
    limits,
  );
  output[0] = `<svg xmlns="${svgNamespace}"${linked ? ` xmlns:xlink="${xlinkNamespace}"` : ""}`;
  return output.join("");
}

function checkRoot(root: XmlElement): void {
  if (root.local === "svg" && isSvg(root)) return;
  throw new Failure("EFORMAT", "Cannot read the SVG: expected an `svg` element at its root");
}

/** Written by hand, the namespace is often missing. */
function isSvg({ uri }: XmlElement): boolean {
  return uri === svgNamespace || uri === "";
}

function isKept(element: XmlElement): boolean {
  const { local, attributes } = element;
  if (!isSvg(element) || !elements.has(local)) return false;
  const plain = (name: string) =>
    attributes.find((attribute) => attribute.uri === "" && attribute.local === name)?.value;
  // No animation may put back what was taken away: a link or a handler.
  if (animations.has(local)) return isStyledAttribute(plain("attributeName") ?? "transform");
  return local !== "style" || /^(?:text\/css)?$/i.test(plain("type")?.trim() ?? "");
}

function keptAttributes(
  { local, attributes }: XmlElement,
  references: References,
): Map<string, string> {
  const kept = new Map<string, string>();
  for (const attribute of attributes) {
    const name = nameOf(attribute);
    const value =
      name === undefined ? undefined : cleanValue(name, attribute.value, local, references);
    if (name !== undefined && value !== undefined) kept.set(name, value);
  }
  return kept;
}

/** The name to write it by; undefined in a namespace that means nothing here. */
function nameOf({ uri, local }: XmlAttribute): string | undefined {
  if (uri === "") return local;
  if (uri === xlinkNamespace && local === "href") return "xlink:href";
  if (uri === xmlNamespace && (local === "space" || local === "lang")) return `xml:${local}`;
  return undefined;
}

/** What of a value may stay; undefined when the attribute goes. */
function cleanValue(
  name: string,
  value: string,
  element: string,
  { within, dropped }: References,
): string | undefined {
  if (name === "href" || name === "xlink:href") {
    const isImage = images.has(element);
    const kept = (isImage ? within(value) : undefined) ?? innerReference(value, isImage);
    if (kept === undefined && (isImage || element === "use")) dropped(`${element} from elsewhere`);
    return kept;
  }
  if (name === "style") return cleanDeclarations(value) || undefined;
  if (name === "attributeName" && !isStyledAttribute(value)) return undefined;
  if (isPlainAttribute(name) || name.startsWith("xml:")) return value;
  return isStyledAttribute(name) && isHarmlessValue(value) ? value : undefined;
}
