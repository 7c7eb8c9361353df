/** Signatures of ImageKit, Cloudinary, imgix, S3, GCS and Azure; a URL within the path has a query too. */
const names = "ik(?:-|%2d)s|__cld_token__|s|(?:x-(?:amz|goog)-)?signature|sig|x-amz-security-token";
const inQuery = new RegExp(`((?:[?&]|%3f|%26)(?:${names})(?:=|%3d))(?:(?!%26)[^&?])+`, "gi");
/** Cloudinary's older signature is a segment of the path. */
const inPath = /((?:\/|%2f)s--)[^/]*?(?=--(?:\/|%2f))/gi;

/** A URL or request target with its signatures masked: a reader of the log must not gain access. */
export function withoutSignatures(target: string): string {
  const mayHoldOne = target.includes("?") || target.includes("s--") || target.includes("%3");
  return mayHoldOne ? target.replace(inQuery, "$1***").replace(inPath, "$1***") : target;
}
