import type { Image } from "../../engine.ts";

/** Brings a stored image upright: what EXIF orientations 2 to 8 ask for. */
export function orient(image: Image, { orientation }: { orientation: number }): Image {
  const turn = ({ 3: "d180", 4: "d180", 5: "d90", 6: "d90", 7: "d270", 8: "d270" } as const)[
    orientation as 3 | 4 | 5 | 6 | 7 | 8
  ];
  const mirrored = [2, 4, 5, 7].includes(orientation);
  const turned = turn === undefined ? image.copy() : image.rot(turn);
  if (!mirrored) return turned;
  const flipped = turned.flip("horizontal");
  turned.delete();
  return flipped;
}
