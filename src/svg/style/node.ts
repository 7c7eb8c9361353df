import { svgNamespace, xlinkNamespace, xmlNamespace } from "../names.ts";
import { svgLimits } from "../sanitise.ts";
import { escapeAttribute, escapeText, readXml, type XmlAttribute } from "../xml.ts";

/** An element of a sanitised SVG, with all that selectors ask about. */
export interface StyledNode {
  local: string;
  /** By the names that they are written by. */
  attributes: Map<string, string>;
  parent: StyledNode | undefined;
  /** Elements and texts. */
  content: (StyledNode | string)[];
  /** The elements within it. */
  children: StyledNode[];
  /** Its place among its parent's elements, from 0. */
  place: number;
}

/** Whether an element is as a selector says. */
export type Condition = (node: StyledNode, effort: Effort) => boolean;

/** Counts comparisons, and throws when there are too many. */
export type Effort = () => void;

/** Reads a sanitised SVG. */
export function readNodes(text: string): StyledNode {
  let root: StyledNode | undefined;
  let open: StyledNode | undefined;
  readXml(
    text,
    {
      open({ local, attributes }) {
        const node: StyledNode = {
          local,
          attributes: new Map(attributes.flatMap(named)),
          parent: open,
          content: [],
          children: [],
          place: open?.children.length ?? 0,
        };
        open?.children.push(node);
        open?.content.push(node);
        root ??= node;
        open = node;
        return undefined;
      },
      close() {
        open = open?.parent;
      },
      text(part) {
        open?.content.push(part);
      },
    },
    svgLimits,
  );
  if (!root) throw new Error("XML has a root");
  return root;
}

function named({ uri, local, value }: XmlAttribute): [string, string][] {
  if (uri === "") return [[local, value]];
  if (uri === xlinkNamespace) return [[`xlink:${local}`, value]];
  return uri === xmlNamespace ? [[`xml:${local}`, value]] : [];
}

/** Writes a document, without its style sheets. */
export function writtenNodes(root: StyledNode): string {
  const output: string[] = [];
  const write = (node: StyledNode) => {
    if (node.local === "style") return;
    output.push(`<${node.local}`);
    if (node === root) output.push(` xmlns="${svgNamespace}" xmlns:xlink="${xlinkNamespace}"`);
    for (const [name, value] of node.attributes) {
      output.push(` ${name}="${escapeAttribute(value)}"`);
    }
    if (node.content.length === 0) {
      output.push("/>");
      return;
    }
    output.push(">");
    for (const part of node.content) {
      if (typeof part === "string") output.push(escapeText(part));
      else write(part);
    }
    output.push(`</${node.local}>`);
  };
  write(root);
  return output.join("");
}

/** The text of all style sheets within a node, in their order. */
export function sheetsWithin(node: StyledNode): string {
  if (node.local === "style") {
    const sheet = node.content.join("");
    const media = node.attributes.get("media")?.trim();
    return media && !/[{}]/.test(media) ? `@media ${media}{${sheet}}` : sheet;
  }
  return node.children.map(sheetsWithin).join("\n");
}
