/** Where a line that is too long is cut off, and whether dots are left there. */
export type LineClip = "start" | "middle" | "end" | `${"start" | "middle" | "end"}_ellipsis`;

/** Stands for what was cut off; every font has it. */
const dots = [..."..."];

type Fits = (line: readonly string[]) => boolean;

/** A line with as much cut off as it takes to fit, and never less than a letter left. Pure. */
export function clipLine(line: string[], clip: LineClip, fits: Fits): string[] {
  if (fits(line)) return line;
  const [at = "end", marked] = clip.split("_");
  const mark = marked === undefined ? [] : dots;
  return longest(line.length - 1, (kept) => clippedTo(line, kept, at, mark), fits);
}

/** A paragraph in lines, and whether another line would fit beside them. */
interface BrokenParagraph {
  lines: readonly string[][];
  rightToLeft: boolean;
  fits: Fits;
}

/** As many lines as are allowed, at least one; the last one says that there were more. Pure. */
export function withinHeight(
  paragraphs: readonly BrokenParagraph[],
  most: number,
): { line: string[]; rightToLeft: boolean }[] {
  const all = paragraphs.flatMap(({ lines, ...rest }) => lines.map((line) => ({ line, ...rest })));
  const count = Math.max(1, Math.floor(most + 1e-6));
  const last = all[count - 1];
  if (all.length <= count || last === undefined) return all;
  const { line, fits } = last;
  const ended = longest(line.length, (kept) => [...line.slice(0, kept), ...dots], fits);
  return [...all.slice(0, count - 1), { ...last, line: ended }];
}

function clippedTo(line: string[], kept: number, at: string, mark: string[]): string[] {
  if (at === "start") return [...mark, ...line.slice(line.length - kept)];
  if (at === "end") return [...line.slice(0, kept), ...mark];
  const first = Math.ceil(kept / 2);
  return [...line.slice(0, first), ...mark, ...line.slice(line.length - (kept - first))];
}

/** The one with the most letters that fits, or the one with a single letter. */
function longest(most: number, made: (kept: number) => string[], fits: Fits): string[] {
  for (let kept = most; kept > 1; kept -= 1) {
    const line = made(kept);
    if (fits(line)) return line;
  }
  return made(1);
}
