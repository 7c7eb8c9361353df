/** Width and height. */
export type Sides = readonly [width: number, height: number];
/** Where something lies, and its size. */
type Place = readonly [left: number, top: number, ...Sides];

/** What becomes of a picture, in this order; what is absent does not happen. */
export interface Outcome {
  scaled?: Sides;
  cut?: Place;
  /** Where the picture lies on its backdrop, and the backdrop's size. */
  backdrop?: Place;
}

export interface Row {
  picture: Sides;
  /** One component of a Cloudinary URL. */
  cloudinary: string;
  /** One step that means the same. */
  ours: string;
  outcome: Outcome;
}

export const landscape: Sides = [600, 400];
export const portrait: Sides = [400, 600];
export const small: Sides = [60, 40];
/** The picture of the documentation's examples, in its three sizes. */
export const camera: Sides = [1280, 853];
export const camera640: Sides = [640, 427];
export const camera100: Sides = [100, 67];

type Case = [cloudinary: string, ours: string, outcome: Outcome];

export function on(picture: Sides, ...cases: Case[]): Row[] {
  return cases.map(([cloudinary, ours, outcome]) => ({ picture, cloudinary, ours, outcome }));
}

const gravities = [
  ["north_west", "top_left", 0, 0],
  ["north", "top", 1, 0],
  ["north_east", "top_right", 2, 0],
  ["west", "left", 0, 1],
  ["center", "center", 1, 1],
  ["east", "right", 2, 1],
  ["south_west", "bottom_left", 0, 2],
  ["south", "bottom", 1, 2],
  ["south_east", "bottom_right", 2, 2],
] as const;

type Three = readonly [first: number, middle: number, last: number];

/**
 * A component with each gravity, and with none, which is the centre.
 * @param lefts of the cut, or of the picture on its backdrop: in the west, the middle, the east
 * @param tops the same in the north, the middle, the south
 */
export function everywhere(
  picture: Sides,
  [cloudinary, ours, scaled]: [cloudinary: string, ours: string, scaled?: Sides],
  kind: "cut" | "backdrop",
  size: Sides,
  lefts: Three,
  tops: Three,
): Row[] {
  const outcome = (across: 0 | 1 | 2, down: 0 | 1 | 2): Outcome => ({
    ...(scaled ? { scaled } : {}),
    [kind]: [lefts[across], tops[down], ...size],
  });
  const row = (gravity: string, focus: string, made: Outcome): Row => {
    return { picture, cloudinary: cloudinary + gravity, ours: ours + focus, outcome: made };
  };
  return [
    row("", "", outcome(1, 1)),
    ...gravities.map(([gravity, focus, across, down]) =>
      row(`,g_${gravity}`, `,fo-${focus}`, outcome(across, down)),
    ),
  ];
}
