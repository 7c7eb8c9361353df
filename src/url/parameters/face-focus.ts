/**
 * A cut around faces, as `fo` writes it. Those alone close in on all of them; `largest` means the
 * largest one, `wide` cuts no more than the size asks for, `whole` takes a face from the hairline to
 * the chin, as Cloudinary does. `top` and `center` say what is kept where there is no face:
 * otherwise what stands out.
 */
export type FaceFocus =
  `face${"" | "-largest"}${"" | "-wide"}${"" | "-whole"}${"" | "-top" | "-center"}`;

/** What such a value asks for. */
export interface FaceChoice {
  of: "faces";
  faces: "all" | "largest";
  closesIn: boolean;
  /** Whether a face begins at the hairline, rather than at the brows. */
  whole: boolean;
  /** The focus where no face is found. */
  otherwise: "auto" | "top" | "center";
}

/**
 * How much larger than a face what is cut out around it is, where `z` does not zoom: the head and a
 * little of what is around it.
 */
export const closeUpFactor = 2;

/**
 * The same for whole faces, all of them as one region. Source: what Cloudinary's guide to face
 * detection prints of `c_thumb,g_face,w_450` with `fl_getinfo`: of 640x426 pixels, with the eyes at
 * 179 and the mouth at 255 from the top, 481x321 are cut out, 36 from the top. That is once and a
 * half a face from hairline to chin, around its middle (`test/render/plan/faces.test.ts`).
 */
export const wholeFaceFactor = 1.5;

const spelling = /^face(-largest)?(-wide)?(-whole)?(?:-(top|center))?$/;

export function isFaceFocus(text: string): text is FaceFocus {
  return spelling.test(text);
}

/** Undefined for every focus that is none on faces. */
export function faceChoice(focus: string | undefined): FaceChoice | undefined {
  const found = spelling.exec(focus ?? "");
  if (!found) return undefined;
  const [, largest, wide, whole, otherwise] = found;
  return {
    of: "faces",
    faces: largest ? "largest" : "all",
    closesIn: wide === undefined,
    whole: whole !== undefined,
    otherwise: (otherwise as "top" | "center" | undefined) ?? "auto",
  };
}
