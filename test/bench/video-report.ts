/** What `bun run bench video` has measured. */
export interface Figures {
  /** Milliseconds of the processor for a still. */
  still: { median: number; most: number };
  /** Seconds for a video, by the server and by the same command of FFmpeg alone. */
  clip: { here: number; alone: number };
  /** Milliseconds of which 99 of 100 images take less, without a video being made and with one. */
  images: { quiet: number; busy: number };
}

/** What each of them may come to. */
const bounds = { still: 400, clip: 0.9, images: 1.5 };

/** A table in Markdown, each figure beside its bound. */
export function videoText({ still, clip, images }: Figures): string {
  const speed = clip.alone / clip.here;
  const slower = images.busy / images.quiet;
  const milliseconds = (value: number) => `${value.toFixed(0)} ms`;
  const rows = [
    ["measured", "figure", "bound", "", "of"],
    ["---", "---", "---", "---", "---"],
    [
      "CPU of a still of a cached 1080p MP4",
      milliseconds(still.median),
      `at most ${milliseconds(bounds.still)}`,
      holds(still.median <= bounds.still),
      `the dearest took ${milliseconds(still.most)}`,
    ],
    [
      "480p: FFmpeg's own time / time until the client has it",
      speed.toFixed(2),
      `at least ${bounds.clip}`,
      holds(speed >= bounds.clip),
      `${clip.alone.toFixed(2)} s / ${clip.here.toFixed(2)} s`,
    ],
    [
      "p99 of new images: while a video is made / without",
      slower.toFixed(2),
      `at most ${bounds.images}`,
      holds(slower <= bounds.images),
      `${milliseconds(images.busy)} / ${milliseconds(images.quiet)}`,
    ],
  ];
  return `${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

function holds(is: boolean): string {
  return is ? "holds" : "does not hold";
}
