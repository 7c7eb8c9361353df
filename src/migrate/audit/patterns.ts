/** Characters of a pattern at most. */
const longest = 240;

/**
 * A parameter with what differs from URL to URL taken out: `w_300` and `w_450` are `w_#`, whatever is
 * written or laid on an image is `…`.
 */
export function patternOfToken(token: string): string {
  const text = token
    // Words: texts and images of layers in either dialect, and addresses.
    .replace(/^([lu]_)(text|video|subtitles|lut|fetch)(:.*)?$/s, "$1$2:…")
    .replace(/^([lu]_)(?!text|video|subtitles|lut|fetch).*$/s, "$1…")
    .replace(/^(i|ie|ff|di|lfo)-.*$/s, "$1-…")
    .replace(/^(d|\$\w+)_.*$/s, "$1_…")
    .replace(/^(mark|txt|blend|txt64|mark64|blend64|mask|dl)=.*$/s, "$1=…")
    // Colours.
    .replace(/(?<![A-Za-z])(rgb|hex):[\da-f]{3,8}\b/gi, "$1:#")
    .replace(/^(bg|co|cl|b)-[\da-f]{3,8}$/i, "$1-#")
    .replace(/^(bg|fill-color|border-color|txt-color|colorize)=[\da-f]{3,8}$/i, "$1=#")
    // Numbers, but not those in names, as of `q_auto:420` or `png8`.
    .replace(/(?<![A-Za-z\d.])[-N]?\d+(?:\.\d+)?(?![A-Za-z\d])/g, "#")
    .replace(/(?<![A-Za-z\d.])\d+px(?![A-Za-z\d])/g, "#px");
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Parameters that are in any order within a step, and steps in theirs. */
export function patternOf(
  steps: readonly (readonly string[])[],
  { within, between }: { within: string; between: string },
): string {
  const text = steps
    .map((tokens) => [...new Set(tokens.map(patternOfToken))].toSorted().join(within))
    .filter((step) => step !== "")
    .join(between);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** What stands for URLs that want the original. */
export const untouched = "(the original as it is)";
