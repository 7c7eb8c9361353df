import type { Image } from "../engine.ts";
import type { Size } from "../geometry.ts";

/** Turns clockwise about the centre onto a ground of the given size; corners are transparent. */
export function rotate(image: Image, turn: Size & { degrees: number }): Image {
  const quarter = ({ 90: "d90", 180: "d180", 270: "d270" } as const)[
    turn.degrees as 90 | 180 | 270
  ];
  if (quarter !== undefined) return image.rot(quarter);

  const angle = (turn.degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  // The ground's middle is the picture's middle; oarea is counted from where the origin lands.
  const middle = {
    x: (image.width / 2) * cos - (image.height / 2) * sin,
    y: (image.width / 2) * sin + (image.height / 2) * cos,
  };
  const left = Math.round(middle.x - turn.width / 2);
  const top = Math.round(middle.y - turn.height / 2);
  const full = image.hasAlpha() ? image.copy() : image.addalpha();
  const { format } = full;
  const premultiplied = full.premultiply();
  const turned = premultiplied.affine([cos, -sin, sin, cos], {
    oarea: [left, top, turn.width, turn.height],
    premultiplied: true,
    extend: "background",
    background: [0],
  });
  const straight = turned.unpremultiply();
  const result = straight.cast(format);
  for (const temporary of [full, premultiplied, turned, straight]) temporary.delete();
  return result;
}
