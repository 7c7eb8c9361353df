import { bars } from "../bars.ts";
import type { PhotoSet } from "../photos.ts";
import type { Server } from "../servers.ts";

/** What a kind of growth is measured with. */
export interface GrowthRun {
  /** Of the originals that both servers serve. */
  folder: string;
  /** For what servers keep; it goes with the run. */
  data: string;
  binary: string | undefined;
  set: PhotoSet;
  /** Starts both servers over the folder, Tintype with these flags besides. */
  started<T>(flags: string[], use: (tintype: Server, ipx: Server) => Promise<T>): Promise<T>;
  rounds: number;
  quick: boolean;
}

export interface GrowthTable {
  /** The first says what grows, the others what is measured, and in what. */
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** The columns of each plot beside it. */
  plots: readonly (readonly number[])[];
  /** What has to be known of the numbers. */
  note?: string;
}

export function tableText({ head, rows, note }: GrowthTable): string {
  const lines = [head, head.map(() => "---"), ...rows];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return note === undefined ? table : `${table}\n\n${note}`;
}

/** A table's plots as SVG, by the names of their files. */
export function tablePlots(
  name: string,
  { head, rows, plots }: GrowthTable,
): Record<string, string> {
  const plotOf = (columns: readonly number[]) => {
    const series = columns.map((column) => head[column] ?? "");
    const unit = series.length === 1 ? `: ${series[0]}` : "";
    return bars({
      title: `${head[0]}${unit}`,
      series,
      rows: rows.map((cells) => ({
        label: cells[0] ?? "",
        values: columns.map((column) => cells[column] ?? "0"),
      })),
    });
  };
  return Object.fromEntries(
    plots.map((columns, i) => [`growth-${name}${i === 0 ? "" : `-${i + 1}`}.svg`, plotOf(columns)]),
  );
}

/** All tables as a section of the document, each with its plots in front of it. */
export function growthSection(tables: Readonly<Record<string, GrowthTable>>): string {
  const parts = Object.entries(tables).map(([name, table]) => {
    const images = Object.keys(tablePlots(name, table)).map(
      (file) => `![${table.head[0]}](images/${file})`,
    );
    return [...images, tableText(table)].join("\n\n");
  });
  return `## What makes a rendition dearer

    bun run bench growth --binary dist/tintype --document

measures this and writes this section: one request after the other, originals never seen, unless it is said otherwise.

${parts.join("\n\n")}
`;
}
