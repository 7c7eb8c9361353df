import type { Summary, UrlCount } from "../audit/summary.ts";
import { type Outcome, outcomes } from "../audit/verdict.ts";
import {
  concernTitles,
  countOf,
  ffmpegNote,
  outcomeWords,
  percentOf,
  plural,
  escapeHtml as text,
} from "./words.ts";

/** Rows of a table in the report; the JSON has more. */
const shownAtMost = 60;

/** Shares of the outcomes as one bar. */
export function stack(counts: Partial<Record<Outcome, number>>, thin = false): string {
  const parts = outcomes
    .filter((name) => counts[name])
    .map((name) => `<i class="${name}" style="flex:${counts[name]}"></i>`);
  const said = outcomes
    .filter((name) => counts[name])
    .map((name) => `${outcomeWords[name][0]}: ${countOf(counts[name] ?? 0)}`)
    .join(", ");
  const size = thin ? "stack thin" : "stack";
  return `<div class="${size}" role="img" aria-label="${said}" title="${said}">${parts.join("")}</div>`;
}

function bar(value: number, most: number): string {
  const width = Math.max(0.5, (value / Math.max(1, most)) * 100).toFixed(1);
  return `<div class="track" aria-hidden="true"><i style="width:${width}%"></i></div>`;
}

/** The column of requests is left out where each URL was found once. */
function withRequests({ urls, requests }: UrlCount): boolean {
  return requests > urls;
}

export function tiles({ outcomes: by, urls }: Summary): string {
  const items = outcomes
    .filter((name) => by[name].urls > 0 || name === "exact" || name === "missing")
    .map((name) => {
      const [title, meaning] = outcomeWords[name];
      const share = percentOf(by[name].urls, urls);
      return `<li><span><i class="dot ${name}"></i>${title}</span><b>${countOf(by[name].urls)}</b>
        <span>${share} · ${meaning}</span></li>`;
    });
  return `<ul class="tiles">${items.join("")}</ul>`;
}

export function patternTable(summary: Summary): string {
  const rows = summary.patterns.slice(0, shownAtMost);
  const most = Math.max(...rows.map(({ urls }) => urls));
  const counted = withRequests(summary);
  const lines = rows.map(
    (row) => `<tr>
      <td><details><summary><code>${text(row.pattern)}</code></summary><dl>
        <dt>Example</dt><dd><code>${text(row.example)}</code></dd>
        <dt>Rendered here as</dt><dd><code>${text(row.rendered || "the original, unchanged")}</code></dd>
      </dl></details></td>
      <td class="bar">${bar(row.urls, most)}</td>
      <td class="n">${countOf(row.urls)}</td>
      ${counted ? `<td class="n">${countOf(row.requests)}</td>` : ""}
      <td class="bar">${stack(row.outcomes, true)}</td></tr>`,
  );
  const left = summary.patternCount - rows.length;
  return `<div class="scroll" tabindex="0" role="region" aria-label="Table of patterns"><table>
    <thead><tr><th scope="col">Transformation</th><th scope="col" class="bar">Share</th>
    <th scope="col" class="n">URLs</th>${counted ? '<th scope="col" class="n">Requests</th>' : ""}
    <th scope="col" class="bar">Results</th></tr></thead><tbody>${lines.join("")}</tbody></table></div>
    ${left > 0 ? `<p class="note">And ${plural(left, "rarer pattern")}.</p>` : ""}`;
}

const fates = {
  refused: ["refused", "Refused", "A URL with one of these gets an error."],
  ignored: ["ignored", "Ignored", "These have no effect; the image is rendered without them."],
  approximate: [
    "approximate",
    "Slightly different",
    "These are rendered, but not pixel for pixel.",
  ],
} as const;

export function parameterTables({ parameters }: Summary): string {
  const parts = Object.entries(fates).flatMap(([fate, [outcome, title, meaning]]) => {
    const rows = parameters.filter((row) => row.fate === fate).slice(0, shownAtMost);
    if (rows.length === 0) return [];
    const lines = rows.map(
      ({ parameter, note = "", urls, example }) => `<tr><td><code>${text(parameter)}</code></td>
        <td>${text(note)}</td><td><code>${text(shortened(example))}</code></td>
        <td class="n">${countOf(urls)}</td></tr>`,
    );
    return [
      `<h3><span class="tag ${outcome}">${title}</span></h3>
      <div class="scroll" tabindex="0" role="region" aria-label="Parameters: ${title}"><table>
      <caption>${meaning}</caption><thead><tr><th scope="col">Parameter</th><th scope="col">Why</th>
      <th scope="col">Example</th><th scope="col" class="n">URLs</th></tr></thead>
      <tbody>${lines.join("")}</tbody></table></div>`,
    ];
  });
  const exact = parameters.filter(({ fate }) => fate === "exact").slice(0, shownAtMost);
  if (exact.length > 0) {
    const chips = exact.map(
      ({ parameter, urls }) =>
        `<li><code>${text(parameter)}</code> <span>${countOf(urls)}</span></li>`,
    );
    parts.push(`<h3><span class="tag exact">Identical</span></h3>
      <ul class="chips">${chips.join("")}</ul>`);
  }
  return parts.join("");
}

const concernMeanings: Record<keyof typeof concernTitles, string> = {
  named: "Their meaning is in the old account: fill it in, in Tintype's parameters.",
  font: "Put the fonts into a folder for <code>--fonts</code>, or leave what stands in.",
  video: ffmpegNote,
  ai: "Nothing here does these: the image is delivered without them, or refused.",
};

/** What has to be decided as a whole, each with the URLs that it touches, the most first. */
export function concernTables({ concerns }: Summary): string {
  const parts = Object.entries(concernTitles).flatMap(([key, title]) => {
    const kind = key as keyof typeof concernTitles;
    const rows = concerns[kind].slice(0, shownAtMost);
    if (rows.length === 0) return [];
    const lines = rows.map(
      ({ name, command, urls, example }) => `<tr><td><code>${text(command ?? name)}</code></td>
        <td class="n">${countOf(urls)}</td><td><code>${text(shortened(example))}</code></td></tr>`,
    );
    return [
      `<h3>${title}</h3><p>${concernMeanings[kind]}</p>
      <div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
      <thead><tr><th scope="col">${kind === "named" ? "Command" : "Name"}</th>
      <th scope="col" class="n">URLs</th><th scope="col">Example</th></tr></thead>
      <tbody>${lines.join("")}</tbody></table></div>`,
    ];
  });
  return parts.join("");
}

export function folderTable(summary: Summary): string {
  const { folders } = summary;
  const most = Math.max(...folders.map(({ urls }) => urls));
  const lines = folders.slice(0, shownAtMost).map(
    ({ folder, urls, example }) => `<tr><td><code>${text(folder || "(no folder)")}</code></td>
      <td class="bar">${bar(urls, most)}</td><td class="n">${countOf(urls)}</td>
      <td><code>${text(shortened(example))}</code></td></tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="Table of folders"><table>
    <thead><tr><th scope="col">Folder</th><th scope="col" class="bar">Share</th>
    <th scope="col" class="n">URLs</th><th scope="col">Example</th></tr></thead>
    <tbody>${lines.join("")}</tbody></table></div>`;
}

export function reasonTable({ reasons }: Summary): string {
  const lines = reasons.slice(0, shownAtMost).map(
    ({ status, reason, urls, example }) => `<tr><td class="n">${status}</td><td>${text(reason)}</td>
      <td class="n">${countOf(urls)}</td><td><code>${text(shortened(example))}</code></td></tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="Table of reasons"><table>
    <thead><tr><th scope="col" class="n">Status</th><th scope="col">Reason</th>
    <th scope="col" class="n">URLs</th><th scope="col">Example</th></tr></thead>
    <tbody>${lines.join("")}</tbody></table></div>`;
}

export function unansweredList({ unanswered, urls, outcomes: by }: Summary): string {
  const all = by.missing.urls + by.refused.urls + by.unreachable.urls;
  const items = unanswered.map(({ url, status }) => `<li>${status} <code>${text(url)}</code></li>`);
  const title =
    all > unanswered.length
      ? `The ${countOf(unanswered.length)} most requested of ${countOf(all)}`
      : `All ${countOf(all)} of ${countOf(urls)}`;
  return `<details><summary>${title}</summary><ul class="plain">${items.join("")}</ul></details>`;
}

function shortened(url: string): string {
  return url.length > 110 ? `${url.slice(0, 70)}…${url.slice(-35)}` : url;
}
