/** What an unconditional GET of the same URL has answered. */
export interface Reference {
  etag: string;
  /** As an HTTP date. */
  lastModified: string;
  /** Bytes of the whole. */
  length: number;
}

/** A request about something the client may have, and what comes back. */
export interface Row {
  name: string;
  /** GET when absent. */
  method?: string;
  headers(reference: Reference): Record<string, string>;
  status: 200 | 206 | 304 | 416;
  /** First and last byte of the body, of 206. */
  part?(length: number): [first: number, last: number];
}

const earlier = "Fri, 06 Oct 2023 07:08:09 GMT";
const later = "Wed, 05 Jun 2024 04:03:02 GMT";
/** When the files of the table were written. */
export const written = new Date("2024-01-02T03:04:05Z");

/** RFC 9110, 13.1 and 13.2.2: a tag wins over a date, and tags are compared weakly. */
const conditional: Row[] = [
  { name: "nothing but the request", headers: () => ({}), status: 200 },
  tag("the tag", ({ etag }) => etag, 304),
  tag("the tag, called weak", ({ etag }) => `W/${etag}`, 304),
  tag("a list with the tag", ({ etag }) => `"other", ${etag},"more"`, 304),
  tag("a list with the weak tag, without spaces", ({ etag }) => `"a,b",W/${etag}`, 304),
  tag("any tag", () => "*", 304),
  tag("another tag", () => '"other"', 200),
  tag("a tag that holds the tag", ({ etag }) => `"x${etag.slice(1)}`, 200),
  tag("a list of other tags", () => '"other", W/"more"', 200),
  tag("the tag without its quotes", ({ etag }) => etag.slice(1, -1), 200),
  since("the same date", ({ lastModified }) => lastModified, 304),
  since("a later date", () => later, 304),
  since("an earlier date", () => earlier, 200),
  since("no date", () => "the day before yesterday", 200),
  {
    name: "another tag, though the date is the same",
    headers: ({ lastModified }) => ({
      "If-None-Match": '"other"',
      "If-Modified-Since": lastModified,
    }),
    status: 200,
  },
  {
    name: "the tag, though the date is earlier",
    headers: ({ etag }) => ({ "If-None-Match": etag, "If-Modified-Since": earlier }),
    status: 304,
  },
  {
    name: "HEAD",
    method: "HEAD",
    headers: () => ({}),
    status: 200,
  },
  {
    name: "HEAD with the tag",
    method: "HEAD",
    headers: ({ etag }) => ({ "If-None-Match": etag }),
    status: 304,
  },
];

/** RFC 9110, 14: what cannot be read, and more ranges than one, is answered with the whole. */
const ranges: Row[] = [
  range("bytes 10 to 19", () => "bytes=10-19", [10, 19]),
  range("the first byte", () => "bytes=0-0", [0, 0]),
  range(
    "all from byte 10",
    () => "bytes=10-",
    (length) => [10, length - 1],
  ),
  range(
    "all from the first byte",
    () => "bytes=0-",
    (length) => [0, length - 1],
  ),
  range(
    "the last 10 bytes",
    () => "bytes=-10",
    (length) => [length - 10, length - 1],
  ),
  range(
    "the last byte",
    (length) => `bytes=${length - 1}-`,
    (length) => [length - 1, length - 1],
  ),
  range(
    "more than there is",
    () => "bytes=10-99999999",
    (length) => [10, length - 1],
  ),
  range(
    "a longer end than there is",
    () => "bytes=-99999999",
    (length) => [0, length - 1],
  ),
  unsatisfiable("a first byte after the end", (length) => `bytes=${length}-`),
  unsatisfiable("bytes far after the end", () => "bytes=99999998-99999999"),
  unsatisfiable("the last 0 bytes", () => "bytes=-0"),
  ignored("two ranges", "bytes=0-1,4-5"),
  ignored("a last byte before the first", "bytes=5-2"),
  ignored("another unit", "pages=1-2"),
  ignored("no numbers", "bytes=first-last"),
  ignored("no range", "bytes="),
  {
    name: "a range and the tag of If-None-Match",
    headers: ({ etag }) => ({ Range: "bytes=0-9", "If-None-Match": etag }),
    status: 304,
  },
  {
    name: "a range and another tag of If-None-Match",
    headers: () => ({ Range: "bytes=0-9", "If-None-Match": '"other"' }),
    status: 206,
    part: () => [0, 9],
  },
  // 14.2: a server ignores Range with any method but GET.
  { name: "a range of HEAD", method: "HEAD", headers: () => ({ Range: "bytes=0-9" }), status: 200 },
];

/** RFC 9110, 13.1.5: compared strongly, dates exactly. */
const ifRange: Row[] = [
  still("the tag", ({ etag }) => etag, true),
  still("another tag", () => '"other"', false),
  still("the tag, called weak", ({ etag }) => `W/${etag}`, false),
  still("the date", ({ lastModified }) => lastModified, true),
  still("an earlier date", () => earlier, false),
  still("a later date", () => later, false),
  still("no date", () => "the day before yesterday", false),
  {
    name: "If-Range without a range",
    headers: ({ etag }) => ({ "If-Range": etag }),
    status: 200,
  },
  {
    name: "a range after the end of something that has changed",
    headers: ({ length }) => ({ Range: `bytes=${length}-`, "If-Range": '"other"' }),
    status: 200,
  },
];

export const rows: readonly Row[] = [...conditional, ...ranges, ...ifRange];

type Text = (reference: Reference) => string;

function tag(name: string, text: Text, status: 200 | 304): Row {
  return {
    name: `If-None-Match: ${name}`,
    headers: (reference) => ({ "If-None-Match": text(reference) }),
    status,
  };
}

function since(name: string, text: Text, status: 200 | 304): Row {
  return {
    name: `If-Modified-Since: ${name}`,
    headers: (reference) => ({ "If-Modified-Since": text(reference) }),
    status,
  };
}

type Part = NonNullable<Row["part"]>;

function range(name: string, text: (length: number) => string, part: Part | [number, number]): Row {
  return {
    name: `Range: ${name}`,
    headers: ({ length }) => ({ Range: text(length) }),
    status: 206,
    part: typeof part === "function" ? part : () => part,
  };
}

function unsatisfiable(name: string, text: (length: number) => string): Row {
  return {
    name: `Range: ${name}`,
    headers: ({ length }) => ({ Range: text(length) }),
    status: 416,
  };
}

function ignored(name: string, text: string): Row {
  return { name: `Range: ${name}`, headers: () => ({ Range: text }), status: 200 };
}

function still(name: string, text: Text, holds: boolean): Row {
  const headers: Row["headers"] = (reference) => ({
    Range: "bytes=10-19",
    "If-Range": text(reference),
  });
  const row = { name: `If-Range: ${name}`, headers };
  return holds ? { ...row, status: 206, part: () => [10, 19] } : { ...row, status: 200 };
}
