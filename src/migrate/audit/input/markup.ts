/** A tag, or the text between two. */
type Token =
  | { tag: string; attributes: ReadonlyMap<string, string> }
  | { text: string; within: string };

/** Characters of a tag and of a text at most; what is longer is taken apart. */
const longestTag = 64 * 1024;
const longestText = 1024 * 1024;

/** A tag whose attributes may hold `>` in quotes. */
const tag = /<(\/?[A-Za-z][^\s/<>"']*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/y;
const attribute = /([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;

/**
 * The tags and texts of HTML or XML, however broken: what cannot be a tag is text. Names are in lower
 * case, a closing tag's begins with `/`. What scripts hold is passed over.
 */
export async function* scanMarkup(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Token> {
  const decoder = new TextDecoder();
  const scan = createScan();
  for await (const piece of pieces) yield* scan(decoder.decode(piece, { stream: true }), false);
  yield* scan("", true);
}

function createScan() {
  let rest = "";
  /** The tag that opened last. */
  let within = "";

  /** The next token, with what it takes of the rest; undefined when more has to come first. */
  function next(last: boolean): { length: number; token?: Token } | undefined {
    const raw = within === "script" || within === "style" ? rest.search(rawEnd[within]) : 0;
    if (raw !== 0) return textUpTo(raw, last);
    if (!rest.startsWith("<")) return textUpTo(rest.indexOf("<"), last);
    const section = sections.find(({ start }) => rest.startsWith(start));
    if (section) {
      const end = rest.indexOf(section.end, section.start.length);
      if (end < 0) return last || rest.length > longestText ? { length: 1 } : undefined;
      const text = rest.slice(section.start.length, end);
      const length = end + section.end.length;
      return section.isText ? { length, token: { text, within } } : { length };
    }
    tag.lastIndex = 0;
    const [whole, name = "", attributes = ""] = tag.exec(rest) ?? [];
    if (whole !== undefined) {
      within = name.toLowerCase();
      return { length: whole.length, token: { tag: within, attributes: read(attributes) } };
    }
    return last || rest.length > longestTag ? { length: 1 } : undefined;
  }

  function textUpTo(end: number, last: boolean) {
    if (end < 0 && !last && rest.length < longestText) return undefined;
    const length = end < 0 ? rest.length : end;
    return { length, token: { text: decodeEntities(rest.slice(0, length)), within } };
  }

  return function* scan(piece: string, last: boolean): Generator<Token> {
    rest += piece;
    while (rest !== "") {
      const found = next(last);
      if (!found) return;
      rest = rest.slice(found.length);
      if (found.token) yield found.token;
    }
  };
}

const rawEnd = { script: /<\/script/i, style: /<\/style/i };

const sections = [
  { start: "<!--", end: "-->", isText: false },
  { start: "<![CDATA[", end: "]]>", isText: true },
];

function read(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", ...values] of text.matchAll(attribute)) {
    const value = values.find((each) => each !== undefined) ?? "";
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), decodeEntities(value));
  }
  return found;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Those that URLs need. */
function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (whole, ten, hex, name) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
    const code = ten === undefined ? Number.parseInt(hex, 16) : Number(ten);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
