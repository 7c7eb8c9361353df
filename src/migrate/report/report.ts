import { readableBytes } from "../../readable-bytes.ts";
import type { Summary, UrlCount } from "../audit/summary.ts";
import { isAnswered, outcomes } from "../audit/verdict.ts";
import type { Sample, Shown } from "../compare/samples.ts";
import { style } from "./style.ts";
import {
  concernTables,
  folderTable,
  parameterTables,
  patternTable,
  reasonTable,
  stack,
  tiles,
  unansweredList,
} from "./tables.ts";
import { countOf, likenessOf, percentOf, plural, escapeHtml as text } from "./words.ts";

interface Report {
  summary: Summary;
  samples: readonly Sample[];
  /** What was read and where originals were looked up, in words. */
  input: string;
  against: string;
  /** Base URL of the live server, where images were compared. */
  live?: string;
  /** When, in milliseconds since 1970, and how long it took. */
  at: number;
  milliseconds: number;
}

/** The report as one HTML document that loads nothing from anywhere. Pure. */
export function reportOf(report: Report): string {
  const { summary, samples, live } = report;
  const { outcomes: by, urls, reasons, folders, parameters } = summary;
  const counts = Object.fromEntries(outcomes.map((name) => [name, by[name].urls]));
  const others = reasons.filter(({ status }) => status !== 404);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${text(`Migration audit: ${report.input}`)}</title><style>${style}</style></head><body>
<header><h1>Migration audit</h1><p class="verdict">${text(verdictOf(summary))}</p>
<p class="facts">${factsOf(report)}</p></header><main>
<section aria-labelledby="fare"><h2 id="fare">Results</h2>
<p>${plural(urls, "different URL")}, each checked against the rules and originals that a server would use.</p>
${urls > 0 ? stack(counts) : ""}${tiles(summary)}</section>
${section("decide", "To decide", "", decisions(summary, samples))}
${section("concerns", "As a whole", "", concernTables(summary))}
${section(
  "patterns",
  "Patterns",
  `${plural(summary.patternCount, "transformation")}, with numbers left out. Open one for an example.`,
  summary.patterns.length > 0 ? patternTable(summary) : "",
)}
${section(
  "parameters",
  "Parameters",
  "How each part of the URLs is supported.",
  parameters.length > 0 ? parameterTables(summary) : "",
)}
${section(
  "images",
  live === undefined ? "Images" : "Images, next to the live ones",
  live === undefined
    ? "A sample across all patterns, rendered here."
    : `A sample across all patterns: rendered here on the left, live from ${text(live)} on the right. Largest differences first.`,
  samples.length > 0 ? gallery(samples, live !== undefined) : "",
)}
${section(
  "missing",
  "Missing originals, by folder",
  "If whole folders are missing, an origin is probably not attached, or its prefix is wrong.",
  folders.length > 0 ? folderTable(summary) : "",
)}
${section(
  "refused",
  "Refused or not reached",
  "",
  others.length > 0 ? reasonTable({ ...summary, reasons: others }) : "",
)}
${section("unanswered", "Failing URLs", "", reasons.length > 0 ? unansweredList(summary) : "")}
</main><footer><p>${skipped(summary)}</p><p>Made by Tintype. This file loads nothing from the network.</p></footer>
</body></html>
`;
}

/** A section; empty without content. */
function section(id: string, title: string, meaning: string, content: string): string {
  if (content === "") return "";
  const words = meaning === "" ? "" : `<p>${meaning}</p>`;
  return `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${words}${content}</section>`;
}

function answeredOf({ outcomes: by }: Summary): number {
  return outcomes.filter(isAnswered).reduce((sum, name) => sum + by[name].urls, 0);
}

function verdictOf(summary: Summary): string {
  const { urls, outcomes: by } = summary;
  const answered = answeredOf(summary);
  if (urls === 0) return "No URLs were found";
  if (by.exact.urls === urls) return `All ${plural(urls, "URL")} would be identical`;
  if (answered === urls) return `All ${plural(urls, "URL")} would be answered`;
  return `${countOf(answered)} of ${plural(urls, "URL")} would be answered (${percentOf(answered, urls)})`;
}

function factsOf({ input, against, at, milliseconds, summary }: Report): string {
  const day = new Date(at).toISOString().replace("T", ", ").slice(0, 17);
  const { kind, found } = summary.input;
  return text(
    `${input} (${kind}, ${plural(found, "URL")} in it) against ${against}. ` +
      `${day} UTC, in ${(milliseconds / 1000).toFixed(1)} s.`,
  );
}

/** What has to be decided, what touches the most URLs first. */
function decisions(summary: Summary, samples: readonly Sample[]) {
  const { outcomes: by, folders, parameters, concerns } = summary;
  const differing = samples.filter((sample) => likenessOf(sample)?.like === "missing");
  const touched = (rows: readonly UrlCount[]) => rows.reduce((sum, { urls }) => sum + urls, 0);
  const of = (fate: string) => parameters.filter((row) => row.fate === fate);
  const named = ({ urls }: UrlCount) => `<b>${plural(urls, "URL")}</b>`;
  const items: [urls: number, item: string][] = [
    [
      by.missing.urls,
      `${named(by.missing)} whose originals are missing, in ${plural(folders.length, "folder")}: attach the origin that has them, or accept the loss.`,
    ],
    [by.refused.urls, `${named(by.refused)} would be refused: see the reasons below.`],
    [
      by.unreachable.urls,
      `${named(by.unreachable)} could not be checked because an origin failed: run the audit again.`,
    ],
    [
      touched(concerns.named),
      `<b>${plural(concerns.named.length, "named transformation")}</b> to define, for ${plural(touched(concerns.named), "URL")}: the commands are below.`,
    ],
    [
      touched(concerns.font),
      `<b>${plural(concerns.font.length, "font")}</b> that another stands in for, in ${plural(touched(concerns.font), "URL")}.`,
    ],
    [
      touched(concerns.video),
      `<b>${plural(touched(concerns.video), "URL")}</b> of videos, some of which may need FFmpeg.`,
    ],
    [
      touched(concerns.ai),
      `<b>${plural(concerns.ai.length, "effect")}</b> that nothing here does, in ${plural(touched(concerns.ai), "URL")}.`,
    ],
    [
      by.ignored.urls,
      `<b>${plural(of("ignored").length, "parameter")}</b> without effect here, in ${plural(by.ignored.urls, "URL")}: check the images before you switch.`,
    ],
    [
      by.approximate.urls,
      `<b>${plural(of("approximate").length, "parameter")}</b> rendered slightly differently, and ${plural(by.approximate.urls, "URL")} with no other difference; none has to change.`,
    ],
    [
      differing.length,
      `<b>${plural(differing.length, "image")}</b> in the sample unlike the live ones.`,
    ],
  ];
  const open = items.filter(([urls]) => urls > 0).toSorted(([a], [b]) => b - a);
  return open.length > 0
    ? `<ol class="plain">${open.map(([, item]) => `<li>${item}</li>`).join("")}</ol>`
    : "<p>Nothing: change the host name, and everything stays the same.</p>";
}

function gallery(samples: readonly Sample[], compared: boolean): string {
  const order = compared
    ? samples.toSorted((a, b) => (b.distance?.mean ?? 1000) - (a.distance?.mean ?? 1000))
    : samples;
  const figures = order.map((sample) => {
    const { ours, theirs, distance, url, pattern } = sample;
    const likeness = likenessOf(sample);
    const badge =
      likeness &&
      `<p><span class="tag ${likeness.like}">${likeness.words}</span> mean difference ${distance?.mean}, worst ${distance?.worst}</p>`;
    const frames = frame(ours, sample.failure, compared ? "Rendered here" : "Rendered", pattern);
    const live = compared ? frame(theirs, sample.theirFailure, "Live", pattern) : "";
    return `<figure><div class="frames">${frames}${live}</div><figcaption>${badge ?? ""}
      <p>${factsOfImage(ours)}${compared ? ` · live ${factsOfImage(theirs)}` : ""}</p>
      <p><code>${text(url)}</code></p></figcaption></figure>`;
  });
  return `<div class="grid${compared ? " pairs" : ""}">${figures.join("")}</div>`;
}

function frame(shown: Shown | undefined, failure: string | undefined, who: string, what: string) {
  const content =
    shown?.thumbnail === undefined
      ? `<p>${text(failure ?? "Not an image")}</p>`
      : `<img src="${shown.thumbnail}" alt="${text(`${who}: ${what}`)}" decoding="async">`;
  return `<div class="frame">${content}</div>`;
}

function factsOfImage(shown: Shown | undefined): string {
  if (!shown) return "nothing";
  const { width, height, format, bytes } = shown;
  return `${width} × ${height}, ${format}, ${readableBytes(bytes)}`;
}

function skipped({ input: { passed } }: Summary): string {
  const parts = [
    [passed.notUrls, "not a URL", "not URLs"],
    [passed.inline, "inline image", "inline images"],
    [passed.otherHosts, "on another host", "on other hosts"],
    [passed.otherFiles, "page, script or similar file", "pages, scripts and similar files"],
    [
      passed.failedBefore,
      "request that had already failed or was not a read",
      "requests that had already failed or were not reads",
    ],
    [passed.missingFiles, "missing sitemap", "missing sitemaps"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([n, one, many]) => plural(n, one, many));
  return said.length > 0 ? `Skipped: ${said.join(", ")}.` : "Nothing in the input was skipped.";
}
