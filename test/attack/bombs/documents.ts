import { bytesOf } from "../../fuzz/files/anatomy.ts";
import type { Bombs } from "./bomb.ts";
import { zlibOf } from "./inflating.ts";

/** An object of a document: its dictionary's content, and its stream where it has one. */
type Part = string | [dictionary: string, stream: Uint8Array | string];

/** A document of objects from 1 on; the first is the catalogue, the third the page. */
function documentOf(...objects: Part[]): Uint8Array {
  return bytesOf(
    "%PDF-1.4\n",
    ...objects.map((object, i) => {
      const [dictionary, stream] = typeof object === "string" ? [object] : object;
      if (stream === undefined) return bytesOf(`${i + 1} 0 obj ${dictionary} endobj\n`);
      const bytes = bytesOf(stream);
      const head = `${i + 1} 0 obj <<${dictionary}/Length ${bytes.length}>>stream\n`;
      return bytesOf(head, bytes, "\nendstream endobj\n");
    }),
    `trailer<</Root 1 0 R/Size ${objects.length + 1}>>\n%%EOF\n`,
  );
}

const catalogue = "<</Type/Catalog/Pages 2 0 R>>";
const pages = "<</Type/Pages/Count 1/Kids[3 0 R]>>";
const page = (resources = "", width = 600, height = 400) =>
  `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents 4 0 R/Resources<<${resources}>>>>`;
/** A page that draws this, and objects from 5 on. */
const drawing = (content: string, resources = "", ...more: Part[]) =>
  documentOf(catalogue, pages, page(resources), ["", content], ...more);
const form = "/Type/XObject/Subtype/Form/BBox[0 0 600 400]";

export const documents: Bombs = {
  "page-of-all-there-is.pdf": () =>
    documentOf(catalogue, pages, page("", 1e9, 1e9), ["", "0 0 9 9 re f"]),
  "claims-a-million-pages.pdf": () =>
    documentOf(catalogue, pages.replace("1/", "1000000/"), page(), ["", "0 0 9 9 re f"]),
  "pages-in-a-circle.pdf": () =>
    documentOf(catalogue, "<</Type/Pages/Count 1/Kids[2 0 R]>>", page(), ["", ""]),
  "content-of-a-gigabyte.pdf": () =>
    documentOf(catalogue, pages, page(), ["/Filter/FlateDecode", zlibOf(10, 1_000_000_000)]),
  "a-form-that-draws-itself.pdf": () =>
    drawing("/F Do", "/XObject<</F 5 0 R>>", [
      `${form}/Resources<</XObject<</F 5 0 R>>>>`,
      "/F Do",
    ]),
  "forms-to-the-tenth.pdf": () =>
    drawing(
      "/F Do",
      "/XObject<</F 5 0 R>>",
      ...Array.from({ length: 10 }, (_, i): Part => {
        const inner = `${form}/Resources<</XObject<</F ${i + 6} 0 R>>>>`;
        return [inner, "/F Do ".repeat(10)];
      }),
      [form, "0 0 9 9 re f"],
    ),
  "image-of-4-gigapixels.pdf": () =>
    drawing("600 0 0 400 0 0 cm /I Do", "/XObject<</I 5 0 R>>", [
      "/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray" +
        "/BitsPerComponent 8/Filter/FlateDecode",
      zlibOf(0, 1_000_000_000),
    ]),
  "pattern-of-points.pdf": () =>
    drawing("/Pattern cs /P scn 0 0 600 400 re f", "/Pattern<</P 5 0 R>>", [
      "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .001/YStep .001" +
        "/Resources<<>>",
      "1 0 0 rg 0 0 1 1 re f",
    ]),
  "dashes-without-number.pdf": () => drawing("[.0001] 0 d 0 0 m 600 400 l S"),
  "lists-in-lists.pdf": () => drawing(`${"[".repeat(1e6)}${"]".repeat(1e6)} 0 d 0 0 m 9 9 l S`),
  "a-million-states.pdf": () => drawing(`${"q ".repeat(1e6)}0 0 9 9 re f`),
  "a-million-rectangles.pdf": () => drawing("0 0 600 400 re f ".repeat(1e6)),
};
