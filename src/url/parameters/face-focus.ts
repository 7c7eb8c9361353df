/**
 * A cut around faces, as `fo` writes it. Those alone close in on all of them; `largest` means the
 * largest one, `wide` cuts no more than the size asks for. `top` and `center` say what is kept where
 * there is no face: otherwise what stands out.
 */
export type FaceFocus = `face${"" | "-largest"}${"" | "-wide"}${"" | "-top" | "-center"}`;

/** What such a value asks for. */
interface FaceChoice {
  faces: "all" | "largest";
  closesIn: boolean;
  /** The focus where no face is found. */
  otherwise: "auto" | "top" | "center";
}

/**
 * How much larger than a face what is cut out around it is, where `z` does not zoom: the head and a
 * little of what is around it.
 */
export const closeUpFactor = 2;

const spelling = /^face(-largest)?(-wide)?(?:-(top|center))?$/;

export function isFaceFocus(text: string): text is FaceFocus {
  return spelling.test(text);
}

/** Undefined for every focus that is none on faces. */
export function faceChoice(focus: string | undefined): FaceChoice | undefined {
  const found = spelling.exec(focus ?? "");
  if (!found) return undefined;
  const [, largest, wide, otherwise] = found;
  return {
    faces: largest ? "largest" : "all",
    closesIn: wide === undefined,
    otherwise: (otherwise as "top" | "center" | undefined) ?? "auto",
  };
}
