import type { PlainStep } from "../../transformation.ts";

export interface Mode {
  fields: PlainStep;
  /** What `x` and `y` move: the cut, the image on its ground, or nothing. */
  moves?: "cut" | "ground";
  /** Whether it fills a box of two sides, and keeps all of the image where only one is said. */
  fills?: true;
  /** Whether the mode needs both sides to be known. */
  both?: true;
  /** What is kept where no gravity says it. */
  focus?: "auto";
  /** When a gravity on faces cuts as close to them as `z` says. */
  closesIn?: "always" | "unsized";
  note?: string;
}

const cutAndPadded: Mode = {
  fields: { cropMode: "pad_fill" },
  moves: "ground",
  focus: "auto",
  note: "how much is cut before it is padded differs",
};

const mostToSee: Mode = {
  fields: { crop: "maintain_ratio" },
  moves: "cut",
  focus: "auto",
  note: "is a fill, cut where most is to be seen",
};

/** Every crop mode. Source: Cloudinary's documentation of resize modes. */
export const modes: Record<string, Mode> = {
  scale: { fields: { crop: "force" } },
  fit: { fields: { crop: "at_max_enlarge" } },
  limit: { fields: { crop: "at_max" } },
  mfit: { fields: { crop: "at_max_no_shrink" } },
  fill: { fields: { crop: "maintain_ratio" }, moves: "cut", fills: true },
  lfill: { fields: { crop: "cut_no_enlarge" }, moves: "cut", fills: true },
  thumb: { fields: { crop: "maintain_ratio" }, moves: "cut", closesIn: "always" },
  auto: { fields: { crop: "maintain_ratio" }, moves: "cut", fills: true, focus: "auto" },
  crop: { fields: { cropMode: "extract_within" }, moves: "cut", closesIn: "unsized" },
  fill_pad: cutAndPadded,
  auto_pad: cutAndPadded,
  pad: { fields: { cropMode: "pad_resize" }, moves: "ground" },
  lpad: { fields: { cropMode: "pad_resize_no_enlarge" }, moves: "ground", both: true },
  mpad: { fields: { cropMode: "pad_extract_no_shrink" }, moves: "ground", both: true },
  imagga_crop: mostToSee,
  imagga_scale: mostToSee,
};
