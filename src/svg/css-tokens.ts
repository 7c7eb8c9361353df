export interface CssToken {
  /** `other` is a number or a single character; `bad` is what a browser would skip or mend. */
  kind: "space" | "name" | "function" | "at" | "hash" | "string" | "url" | "other" | "bad";
  /** What it means, escapes resolved: the name of a function, the address of a url. */
  value: string;
  /** How to write it so that any parser reads the same. */
  text: string;
}

const white = /[ \t\r\n\f]+/y;
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const nameStart = /--|-?(?:[A-Za-z_\u0080-\uffff]|\\[^\r\n\f])/y;
const nameChars = /[-\w\u0080-\uffff]+/y;
const escaped = /\\(?:([0-9A-Fa-f]{1,6})(?:\r\n|[ \t\r\n\f])?|([^\r\n\f]))/uy;
const quoted = { '"': /[^"\\\r\n\f]+/y, "'": /[^'\\\r\n\f]+/y };
const bare = /[^"'()\\\s]+/y;

/** Divides CSS into tokens. Comments become spaces. Source: CSS Syntax Level 3, section 4. */
export function cssTokens(css: string): CssToken[] {
  const tokens: CssToken[] = [];
  let at = 0;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(css);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const matches = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    return pattern.test(css);
  };
  /** Runs of `chars`, and escapes between them. */
  const run = (chars: RegExp): string => {
    let value = "";
    for (;;) {
      const [plain] = match(chars) ?? [];
      if (plain !== undefined) {
        value += plain;
        continue;
      }
      const [whole, hex, char] = match(escaped) ?? [];
      if (whole === undefined) return value;
      value += hex === undefined ? char : fromHex(hex);
    }
  };
  const string = (): CssToken => {
    const quote = css[at] as keyof typeof quoted;
    at += 1;
    let value = run(quoted[quote]);
    // A backslash hides a line's end; other strings that do not end are broken.
    while (match(/\\(?:\r\n|[\r\n\f])/y)) value += run(quoted[quote]);
    if (css[at] !== quote) return { kind: "bad", value, text: "" };
    at += 1;
    return { kind: "string", value, text: stringText(value) };
  };
  const url = (): CssToken => {
    match(white);
    const content =
      css[at] === '"' || css[at] === "'"
        ? string()
        : ({ kind: "url", value: run(bare), text: "" } as CssToken);
    match(white);
    if (content.kind === "bad" || css[at] !== ")") return { ...content, kind: "bad", text: "" };
    at += 1;
    return { kind: "url", value: content.value, text: urlText(content.value) };
  };
  const named = (): CssToken => {
    const value = run(nameChars);
    if (css[at] !== "(") return { kind: "name", value, text: nameText(value) };
    at += 1;
    if (value.toLowerCase() === "url") return url();
    return { kind: "function", value: value.toLowerCase(), text: `${nameText(value)}(` };
  };
  /** `1url(` and `#url(` are no functions, but who reads carelessly sees some. */
  const kindOf = (kind: CssToken["kind"], name: string) =>
    name !== "" && css[at] === "(" ? "bad" : kind;
  const prefixed = (kind: "at" | "hash", sign: string): CssToken => {
    at += 1;
    const start = at;
    const value = run(nameChars);
    if (value === "") return { kind: "other", value: sign, text: sign };
    // `#123` is a colour, `#\31 23` is an id.
    const source = css.slice(start, at);
    return {
      kind: kindOf(kind, value),
      value,
      text: sign + (source === value ? value : nameText(value)),
    };
  };

  while (at < css.length) {
    if (css.startsWith("/*", at)) {
      const end = css.indexOf("*/", at + 2);
      at = end < 0 ? css.length : end + 2;
      tokens.push({ kind: "space", value: " ", text: " " });
      continue;
    }
    if (match(white)) {
      tokens.push({ kind: "space", value: " ", text: " " });
      continue;
    }
    const [digits] = match(number) ?? [];
    if (digits !== undefined) {
      const unit = matches(nameStart) ? run(nameChars) : "";
      tokens.push({ kind: kindOf("other", unit), value: digits, text: digits + nameText(unit) });
      continue;
    }
    const char = css[at] as string;
    if (char === '"' || char === "'") tokens.push(string());
    else if (char === "@") tokens.push(prefixed("at", char));
    else if (char === "#") tokens.push(prefixed("hash", char));
    else if (matches(nameStart)) tokens.push(named());
    else {
      at += 1;
      tokens.push({ kind: char === "\\" ? "bad" : "other", value: char, text: char });
    }
  }
  return tokens;
}

function fromHex(hex: string): string {
  const code = Number.parseInt(hex, 16);
  // What XML 1.0 cannot hold could not be written.
  const usable = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return usable && (code & 0xfffe) !== 0xfffe ? String.fromCodePoint(code) : "\ufffd";
}

function nameText(name: string): string {
  if (/^-?[A-Za-z_\u0080-\uffff][-\w\u0080-\uffff]*$|^--[-\w\u0080-\uffff]*$|^$/.test(name)) {
    return name;
  }
  return name.replace(/^-?\d|^-$|[^-\w\u0080-\uffff]/g, (chars) =>
    chars.length === 2 ? `-${hexEscape(chars.slice(1))}` : hexEscape(chars),
  );
}

function stringText(value: string): string {
  return `"${value.replace(/["\\\p{Cc}]/gu, hexEscape)}"`;
}

export function urlText(value: string): string {
  // Not every reader of SVG knows quotes here.
  return /^[-\w#:;,.+/=]*$/.test(value) ? `url(${value})` : `url(${stringText(value)})`;
}

function hexEscape(char: string): string {
  return `\\${char.charCodeAt(0).toString(16)} `;
}
