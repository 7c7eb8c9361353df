import { SaxesParser } from "saxes";
import { Failure } from "../failure.ts";

export interface XmlAttribute {
  /** Without the prefix. */
  local: string;
  /** The namespace; "" for an attribute without a prefix. */
  uri: string;
  /** Entities and character references are resolved. */
  value: string;
}

export interface XmlElement {
  local: string;
  uri: string;
  attributes: XmlAttribute[];
}

interface XmlReader {
  /** Reading ends here, without an error, if this returns false. */
  open(element: XmlElement): boolean | undefined;
  close?(): void;
  text?(text: string): void;
}

export interface XmlLimits {
  maxElements: number;
  maxDepth: number;
}

/** Characters that a document's own entities may become, all together. */
const maxExpansion = 100_000;

/** Thrown to leave the parser early. */
const enough = Symbol("enough");

/**
 * Text of an XML document, by its byte order mark, or its declaration, or else UTF-8.
 * @throws Failure EFORMAT if the bytes are no such text
 */
export function decodeXml(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes).trimStart();
  } catch (cause) {
    throw new Failure("EFORMAT", "Cannot read the SVG: its text is not encoded as it says", {
      cause,
    });
  }
}

/** The encoding that an XML document says it has, as TextDecoder names it. */
export function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // Without a mark, the first `<` tells.
  if (first === 0x3c && second === 0) return "utf-16le";
  if (first === 0 && second === 0x3c) return "utf-16be";
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  const [, name] = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start) ?? [];
  // What was readable so far is not UTF-16.
  return name === undefined || /^(?:utf-16|ucs-2|unicode)/i.test(name) ? "utf-8" : name;
}

/**
 * Reads an XML 1.0 document, in time that grows with its length alone. Nothing is ever fetched.
 * @throws Failure EFORMAT at the first place that is not well-formed, ELIMIT over a limit
 */
export function readXml(text: string, reader: XmlReader, limits: XmlLimits): void {
  const parser = new SaxesParser({
    ...({ xmlns: true, position: false } as const),
    // Version 1.1 allows characters that version 1.0, which is written, does not.
    ...({ forceXMLVersion: true, defaultXMLVersion: "1.0" } as const),
  });
  let elements = 0;
  let depth = 0;
  parser.on("error", (cause) => {
    throw new Failure("EFORMAT", "Cannot read the SVG: it is not well-formed XML", { cause });
  });
  parser.on("doctype", (doctype) => defineEntities(parser.ENTITIES, doctype));
  parser.on("opentag", ({ local, uri, attributes }) => {
    elements += 1;
    depth += 1;
    if (elements > limits.maxElements) throw over("elements", limits.maxElements);
    if (depth > limits.maxDepth) throw over("levels of elements", limits.maxDepth);
    const element = { local, uri, attributes: Object.values(attributes) };
    if (reader.open(element) === false) throw enough;
  });
  parser.on("closetag", () => {
    depth -= 1;
    reader.close?.();
  });
  const read = (part: string) => reader.text?.(part);
  parser.on("text", read);
  parser.on("cdata", read);
  try {
    parser.write(text).close();
  } catch (thrown) {
    if (thrown !== enough) throw thrown;
  }
}

/**
 * Illustrator declares namespaces as entities. Only those that hold plain text are known, so that
 * none can grow by holding another; a reference to any other is an error.
 */
function defineEntities(entities: Record<string, string>, doctype: string): void {
  let left = maxExpansion;
  const declaration = /<!ENTITY\s+([\w:.-]+)\s+(?:"([^"<&%]*)"|'([^'<&%]*)')\s*>/g;
  for (const [, name = "", double, single] of doctype.matchAll(declaration)) {
    const value = double ?? single ?? "";
    if (name in entities) continue;
    Object.defineProperty(entities, name, {
      get() {
        left -= value.length;
        if (left < 0) throw over("characters from entities", maxExpansion);
        return value;
      },
    });
  }
}

export function over(what: string, limit: number): Failure {
  return new Failure("ELIMIT", `The SVG has too many ${what}: expected at most ${limit}`);
}

const references: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

export function escapeText(text: string): string {
  // A literal carriage return would be read as a newline.
  return text.replace(/[&<>\r]/g, reference);
}

export function escapeAttribute(value: string): string {
  // Literal white space would be read as spaces.
  return value.replace(/[&<>"\t\n\r]/g, reference);
}

function reference(char: string): string {
  return references[char] ?? `&#${char.charCodeAt(0)};`;
}
