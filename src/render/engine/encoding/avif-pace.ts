/**
 * Speeds of libaom, the finest first, and the time that each takes next to the first. Of the same
 * likeness 8 makes a third more bytes, and 9 half more; 7 takes nearly as long as 6, which searches
 * less here than libaom does. In processor time.
 */
const speeds = [
  { speed: 6, cost: 1 },
  { speed: 8, cost: 0.6 },
  { speed: 9, cost: 0.15 },
] as const;
const fastest = speeds[2];

/**
 * For diagrams and logos, which need the rectangles that 6 does not try: a megapixel takes up to so
 * many times as long as of a photo, for a twentieth to an eighth fewer bytes and more likeness.
 */
const flatSpeed = { speed: 5, cost: 8 } as const;

type Speed = (typeof speeds)[number]["speed"] | (typeof flatSpeed)["speed"];

/** A quality may have to be tried three times, and there are pixels to be decoded first. */
const shareOfTime = 1 / 4;

/** Below this, in megapixels, what starts the encoder is what is measured. */
const leastMeasured = 0.1;

/** How fast this process writes AVIF, by what it has written. */
interface AvifPace {
  /**
   * The finest speed that takes no more than a share of the time that is left.
   * @param isFlat whether most of the image is areas of one colour
   */
  speedFor(megapixels: number, millisecondsLeft: number, isFlat?: boolean): Speed;
  /** Whether the fastest is done in the time that is left. */
  fits(megapixels: number, millisecondsLeft: number): boolean;
  /** Takes an encoding that was made into account. */
  took(milliseconds: number, megapixels: number, speed: Speed): void;
}

/** @param pace milliseconds a megapixel at the finest speed, before anything was measured */
export function createAvifPace(pace = 500): AvifPace {
  let usual = pace;
  return {
    speedFor(megapixels, left, isFlat = false) {
      const offered = isFlat ? [flatSpeed, ...speeds] : speeds;
      const fits = ({ cost }: { cost: number }) => usual * cost * megapixels <= left * shareOfTime;
      return (offered.find(fits) ?? fastest).speed;
    },
    fits: (megapixels, left) => usual * fastest.cost * megapixels <= left,
    took(milliseconds, megapixels, speed) {
      // How long flat areas take tells nothing of a photo.
      if (megapixels < leastMeasured || speed === flatSpeed.speed) return;
      const cost = speeds.find((each) => each.speed === speed)?.cost ?? 1;
      // What others do on the machine changes by the second: the last encoding says most.
      usual = (usual + milliseconds / megapixels / cost) / 2;
    },
  };
}
