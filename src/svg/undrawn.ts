/**
 * What browsers draw of an SVG and its rasteriser, resvg 0.41, does not, but for CSS. Source: its
 * `docs/unsupported.md`, and trials.
 */
const beyond: [pattern: RegExp, name: string][] = [
  [/<(?:animate|animateTransform|animateMotion|set)[ />]/, "animation"],
  [/ pathLength="/, "pathLength"],
  [/context-(?:fill|stroke)/, "context-fill"],
  [/ vector-effect="non-scaling/, "vector-effect"],
  [/font-variant[^;"]*small-caps/, "small capitals"],
  [/<(?:text|tspan)[^>]*(?:direction="rtl"|direction:rtl)/, "direction of text"],
];

/** What of a sanitised SVG is drawn otherwise than in browsers, by name. */
export function undrawnParts(text: string): string[] {
  return beyond.filter(([pattern]) => pattern.test(text)).map(([, name]) => name);
}
