import type { ExplainedDelivery, Explanation } from "../../explain/explain.ts";
import type { OriginLookup } from "../../explain/origins.ts";
import { printable } from "../../observe/access-log.ts";

/** The explanation for a terminal, with control characters of URLs and storage replies escaped. */
export function explanationText(explanation: Explanation): string {
  const { path, origins, delivered, failure } = explanation;
  // Without an origin no key was tried, and the help below "Origins" says what to do.
  const hasTried = path === undefined || origins.length > 0;
  const lines = [
    ...reading(explanation),
    ...steps(explanation),
    ...(path === undefined ? [] : lookupLines(origins)),
    ...(delivered.length > 0 ? ["Delivered"] : []),
    ...delivered.map((one) => `  ${deliveredText(one)}`),
    "",
    failure
      ? `Not delivered: ${failure.status} ${failure.code} - ${failure.message}`
      : "This URL works",
    ...(failure?.help === undefined || !hasTried ? [] : [`  ${failure.help}`]),
  ];
  return `${lines.map(printable).join("\n")}\n`;
}

function reading(explanation: Explanation): string[] {
  const { url, recognised, endpoint, path, makes, transformation, equivalent, signature } =
    explanation;
  const facts: [name: string, text: string | undefined][] = [
    ["URL", url],
    ["Read as", recognised],
    ["Endpoint", endpoint && `${endpoint.description || endpoint.id}: ${endpoint.why}`],
    ["Original", path],
    ["Makes", makes],
    ["Steps", transformation],
    ["Same as", equivalent],
    ["Signature", signature?.message],
  ];
  return facts.flatMap(([name, text]) => (text ? [`${name.padEnd(10)} ${text}`] : []));
}

function steps({ steps, parts }: Explanation): string[] {
  const table = [
    ...parts.map(({ token, fate, note }) => {
      return [token, note === undefined ? fate : `${fate}: ${note}`] as const;
    }),
    ...steps.flatMap(({ parameters }) =>
      parameters.map(({ text, meaning }) => [text, meaning] as const),
    ),
  ];
  if (table.length === 0) return [];
  const width = Math.min(30, Math.max(...table.map(([text]) => text.length)));
  return ["Part by part", ...table.map(([text, said]) => `  ${text.padEnd(width)}  ${said}`)];
}

function lookupLines(origins: readonly OriginLookup[]): string[] {
  if (origins.length === 0) {
    return [
      "Origins",
      "  None: add one, or attach it with `tintype endpoint set … --origins NAME`",
    ];
  }
  const lines = origins.flatMap(({ name, type, found, attempts, milliseconds }) => [
    `  ${name} (${type}) ${found ? "found" : "not found"}, ${milliseconds} ms`,
    ...attempts.flatMap(({ target, message, help }) => [
      `    \`${target}\`: ${message}`,
      ...(help === undefined ? [] : [`      ${help}`]),
    ]),
  ]);
  return ["Origins", ...lines];
}

/** The best format that a class of browsers accepts. */
const names: Record<string, string> = { avif: "AVIF", webp: "WebP" };

function deliveredText(one: ExplainedDelivery): string {
  const { accept, status, code, contentType, bytes, width, height, milliseconds } = one;
  const [format = ""] = accept.replace("image/", "").split(",");
  const who =
    format === "" ? "for browsers without WebP" : `for browsers that accept ${names[format]}`;
  if (code !== undefined) return `${status} ${code} ${who}, ${milliseconds} ms`;
  const size = width === undefined ? "" : ` ${width}x${height},`;
  return `${status} ${contentType},${size} ${bytes} bytes ${who}, ${milliseconds} ms`;
}
