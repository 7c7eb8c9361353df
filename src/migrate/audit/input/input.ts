import { createReadStream } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { Failure } from "../../../failure.ts";
import { type Budget, linesOf, within } from "./lines.ts";
import { readLogLine } from "./log.ts";
import { scanMarkup } from "./markup.ts";
import { imagesOfPage } from "./page.ts";
import { looksLikeImage, looksLikePage, readTarget, type Target } from "./target.ts";

/** The kind of an input, recognised by its beginning. */
export type InputKind = "list" | "sitemap" | "page" | "log";

/** What of the inputs is not audited, by the reason. */
export interface PassedOver {
  /** Lines and attributes that are no URLs, and lines that are too long. */
  notUrls: number;
  /** `data:` and the like. */
  inline: number;
  /** URLs of hosts that the audit was not limited to. */
  otherHosts: number;
  /** Pages, scripts and the like, of logs and sitemaps. */
  otherFiles: number;
  /** Requests of a log that failed there already, or did not read. */
  failedBefore: number;
  /** Files of a sitemap index that are not beside it. */
  missingFiles: number;
}

/** Bytes that inputs have together at most. */
const inputAtMost = 100e6;

/** The URLs in a file, or in standard input (`-`), in their order; gzip is undone. */
export async function* targetsOf(
  file: string,
  passed: PassedOver,
  tell: (kind: InputKind) => void,
): AsyncGenerator<Target> {
  yield* targetsIn(file, { passed, tell, budget: { bytes: inputAtMost }, depth: 0 });
}

interface Round {
  passed: PassedOver;
  tell: (kind: InputKind) => void;
  budget: Budget;
  /** How many sitemap indexes led here. */
  depth: number;
}

async function* targetsIn(file: string, round: Round): AsyncGenerator<Target> {
  const { passed, tell, budget } = round;
  const { start, pieces } = await peek(within(unpacked(open(file)), budget));
  const kind = kindOf(start);
  tell(kind);
  const admit = function* (text: string): Generator<Target> {
    const target = readTarget(text);
    if (target) yield target;
    else if (/^(?:data|blob|javascript|about):/i.test(text)) passed.inline += 1;
    else passed.notUrls += 1;
  };
  const tooLong = () => {
    passed.notUrls += 1;
  };
  switch (kind) {
    case "page":
      for await (const url of imagesOfPage(pieces)) yield* admit(url);
      return;
    case "sitemap":
      yield* ofSitemap(file, pieces, round, admit);
      return;
    case "log":
      for await (const line of linesOf(pieces, tooLong)) {
        yield* ofLogLine(line, passed, admit);
      }
      return;
    case "list":
      for await (const line of linesOf(pieces, tooLong)) {
        if (!/^\s*(?:#|$)/.test(line)) yield* admit(line);
      }
  }
}

type Admit = (text: string) => Generator<Target>;

function* ofLogLine(line: string, passed: PassedOver, admit: Admit): Generator<Target> {
  if (line.trim() === "") return;
  const logged = readLogLine(line);
  if (!logged) {
    // A server's log says other things as well.
    if (!line.startsWith("{")) passed.notUrls += 1;
    return;
  }
  const read = logged.method === "GET" || logged.method === "HEAD";
  if (!read || logged.status >= 400) passed.failedBefore += 1;
  else
    for (const target of admit(logged.target)) {
      if (looksLikePage(target)) passed.otherFiles += 1;
      else yield target;
    }
}

/** How deep indexes of indexes are followed. */
const deepest = 3;

async function* ofSitemap(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  { passed, budget, depth, tell }: Round,
  admit: Admit,
): AsyncGenerator<Target> {
  let isIndex = false;
  for await (const token of scanMarkup(pieces)) {
    if ("tag" in token) {
      isIndex ||= token.tag === "sitemapindex";
      continue;
    }
    const text = token.text.trim();
    if (text === "") continue;
    if (isIndex && token.within === "loc") {
      const inner = join(dirname(file), basename(URL.parse(text, "http://x/")?.pathname ?? ""));
      try {
        if (file === "-" || depth >= deepest) passed.missingFiles += 1;
        else yield* targetsIn(inner, { passed, budget, tell: () => {}, depth: depth + 1 });
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== "ENOENT") throw error;
        passed.missingFiles += 1;
      }
    } else if (["image:loc", "video:thumbnail_loc"].includes(token.within)) yield* admit(text);
    else if (token.within === "loc") {
      if (looksLikeImage(text)) yield* admit(text);
      else passed.otherFiles += 1;
    }
  }
  tell("sitemap");
}

function open(file: string): AsyncIterable<Uint8Array> {
  return file === "-" ? process.stdin : createReadStream(file);
}

/** The beginning, and all of it, the beginning included. ENOENT when there is no such file. */
async function peek(pieces: AsyncIterable<Uint8Array>, atLeast = 4096) {
  const iterator = pieces[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let bytes = 0;
  let done = false;
  while (!done && bytes < atLeast) {
    const read = await iterator.next().catch(explain);
    done = read.done === true;
    if (read.done) break;
    first.push(read.value);
    bytes += read.value.length;
  }
  async function* all() {
    yield* first;
    while (!done) {
      const read = await iterator.next();
      if (read.done) return;
      yield read.value;
    }
  }
  return { start: Buffer.concat(first), pieces: all() };
}

function explain(error: NodeJS.ErrnoException): never {
  if (error instanceof Failure) throw error;
  if (error.code === "ENOENT") throw new Failure("ENOENT", `There is no file ${error.path}`);
  if (error.code?.startsWith("Z_")) throw new Failure("EFORMAT", "The input is no whole gzip file");
  throw new Failure("EACCES", "The file to audit cannot be read", { cause: error });
}

async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { start, pieces } = await peek(source, 2);
  if (start[0] !== 0x1f || start[1] !== 0x8b) return yield* pieces;
  const { Readable } = await import("node:stream");
  const gunzip = createGunzip();
  const packed = Readable.from(pieces);
  packed.on("error", (error) => gunzip.destroy(error));
  yield* packed.pipe(gunzip);
}

function kindOf(start: Uint8Array): InputKind {
  const text = new TextDecoder().decode(start.subarray(0, 16_384)).replace(/^\uFEFF/, "");
  if (/<(?:\w+:)?(?:urlset|sitemapindex)[\s>]/i.test(text)) return "sitemap";
  if (/^\s*<(?:!doctype|html|head|body|\?xml)|<(?:img|picture|meta|link|a|div)\s/i.test(text)) {
    return "page";
  }
  const lines = text
    .split("\n")
    .slice(0, 20)
    .filter((line) => line.trim() !== "");
  // The last one may be cut.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  return whole.some((line) => readLogLine(line) || /^\{.*"level":/.test(line)) ? "log" : "list";
}
