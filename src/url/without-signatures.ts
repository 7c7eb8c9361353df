/** Escapes of what stands around a signature, in a URL within a path; each may be encoded again. */
const [percent, ampersand] = ["%(?:25){0,3}", "&(?:(?:amp|#0*38|#x0*26);)*"];
/** Signatures of ImageKit, Cloudinary, imgix, S3, GCS and Azure; a URL within the path has a query too. */
const names = `ik(?:-|${percent}2d)s|__cld_token__|s|(?:x-(?:amz|goog)-)?signature|sig|x-amz-security-token`;
const before = `(?:[?]|${ampersand}|${percent}(?:3f|26(?:amp(?:;|${percent}3b))*))`;
const inQuery = new RegExp(
  `(${before}(?:${names})(?:=|${percent}3d))(?:(?!${percent}26)[^&?])+`,
  "gi",
);
/** Cloudinary's older signature is a segment of the path. */
const slash = `(?:/|${percent}2f)`;
const inPath = new RegExp(`(${slash}s--)[^/]*?(?=--${slash})`, "gi");

/** A URL or request target with its signatures masked: a reader of the log must not gain access. */
export function withoutSignatures(target: string): string {
  const mayHoldOne = /[?%]|s--/.test(target);
  return mayHoldOne ? target.replace(inQuery, "$1***").replace(inPath, "$1***") : target;
}
