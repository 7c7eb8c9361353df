import { drawingIn, drawingStart } from "./href.ts";
import { images } from "./names.ts";
import { rasterSize } from "./raster.ts";
import { over, readXml, type XmlLimits } from "./xml.ts";

/** Elements that are drawn when every reference is followed. */
const maxDrawn = 1_000_000;

/** Pixels of the images that are written down in place, together. */
const maxImagePixels = 50_000_000;

/** The same when every reference is followed: each time it is drawn, an image is unpacked anew. */
const maxDrawnPixels = 400_000_000;

/** What it costs to draw something. */
interface Weight {
  elements: number;
  /** Pixels of images. */
  pixels: number;
}

/** An element with an id, and what is drawn with it: nested ones and those referred to by name. */
interface Group extends Weight {
  nested: Group[];
  references: string[];
  /** With all that it refers to; nothing while that is being counted. */
  total?: Weight;
}

const nothing: Weight = { elements: 0, pixels: 0 };

/**
 * Refuses a sanitised SVG that is small to read and endless to draw: references to groups of
 * references, and images that unpack to very many pixels.
 * @throws Failure ELIMIT
 */
export function checkWeight(text: string, limits: XmlLimits): void {
  const drawn = weightOf(text, limits);
  if (drawn.elements > maxDrawn) throw over("elements when references are followed", maxDrawn);
  if (drawn.pixels > maxDrawnPixels) {
    throw over("pixels in its images when references are followed", maxDrawnPixels);
  }
}

function weightOf(text: string, limits: XmlLimits): Weight {
  const root: Group = { ...nothing, nested: [], references: [] };
  const groups = new Map<string, Group>();
  const open: Group[] = [root];
  let pixels = 0;

  readXml(
    text,
    {
      open({ local, attributes }) {
        let group = open.at(-1) ?? root;
        const id = attributes.find((attribute) => attribute.uri === "" && attribute.local === "id");
        if (id !== undefined && !groups.has(id.value)) {
          const own: Group = { ...nothing, nested: [], references: [] };
          groups.set(id.value, own);
          group.nested.push(own);
          group = own;
        }
        open.push(group);
        group.elements += 1;
        for (const { local: name, value } of attributes) {
          if (name === "href" && value.startsWith("#")) group.references.push(value.slice(1));
          else if (name === "href" && images.has(local)) {
            const own = weightOfImage(value, limits);
            pixels += own.pixels;
            group.pixels += own.pixels;
            group.elements += own.elements;
          } else if (value.includes("url(")) {
            for (const [, to = ""] of value.matchAll(/url\(["']?#([^"')]+)/g)) {
              group.references.push(to);
            }
          }
        }
        if (pixels > maxImagePixels) throw over("pixels in its images", maxImagePixels);
        return undefined;
      },
      close() {
        open.pop();
      },
    },
    limits,
  );
  return weigh(root, groups);
}

function weightOfImage(href: string, limits: XmlLimits): Weight {
  const drawing = href.startsWith(drawingStart) ? drawingIn(href) : undefined;
  if (drawing) return weightOf(new TextDecoder().decode(drawing), limits);
  const size = rasterSize(href.slice(href.indexOf(",") + 1));
  return size ? { elements: 0, pixels: size.width * size.height } : nothing;
}

/** Chains of references may be long, so the groups to be counted are on a stack of our own. */
function weigh(root: Group, groups: Map<string, Group>): Weight {
  const stack: Group[] = [root];
  for (let group = stack.at(-1); group; group = stack.at(-1)) {
    const parts = [...group.nested, ...group.references.flatMap((id) => groups.get(id) ?? [])];
    if (group.total === undefined) {
      // A circle of references is not drawn, so it adds nothing.
      group.total = nothing;
      for (const part of parts) if (part.total === undefined) stack.push(part);
      continue;
    }
    stack.pop();
    if (group.total !== nothing) continue;
    group.total = parts.reduce(
      (sum, { total = nothing }) => ({
        elements: sum.elements + total.elements,
        pixels: sum.pixels + total.pixels,
      }),
      { elements: group.elements, pixels: group.pixels },
    );
  }
  return root.total ?? nothing;
}
