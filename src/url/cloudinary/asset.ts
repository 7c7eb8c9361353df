import type { AssetType } from "./path.ts";

/** An asset as a URL names it. What the URL does not say, an origin's folder may. */
export interface Asset extends Partial<AssetType> {
  /** The account, where the path began with it. */
  cloud?: string;
  /** As received: the extension that was asked for is behind it. */
  publicId: string;
}

/** Delivery types whose assets are files of the account, and not of somewhere else. */
const stored = ["upload", "private", "authenticated"];

/** The path that an asset has in an origin which knows no assets. */
export function assetPath({ resourceType, deliveryType, publicId }: Asset, typed: boolean): string {
  if (resourceType === undefined || deliveryType === undefined) return publicId;
  // A profile image of another site is not the upload that bears the same name.
  const stripped = !typed && stored.includes(deliveryType);
  return stripped ? publicId : `${resourceType}/${deliveryType}/${publicId}`;
}

/** Whether an asset is shown only with a signature. */
export function isRestricted({ deliveryType = "" }: Pick<Asset, "deliveryType">): boolean {
  return restrictedTypes.includes(deliveryType);
}

/**
 * Whether a path may lead to such an asset in an origin that knows no assets, in whatever way
 * a server on the way reads its dots, slashes, capitals, escapes and parameters (`image;v=1`).
 * @param types the delivery types that count
 */
export function mayBeRestricted(path: string, types = restrictedTypes): boolean {
  // A server that decodes it once more than others is one of two in a row, hardly of three.
  const once = decodeAscii(path);
  return [path, once, decodeAscii(once)].some((text) => leadsTo(types, text));
}

/** Delivery types of which nothing is seen without a signature, or no original. */
const restrictedTypes = ["private", "authenticated"];

function decodeAscii(path: string): string {
  return path.replace(/%([0-7][\da-f])/gi, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function leadsTo(types: readonly string[], path: string): boolean {
  const names: string[] = [];
  for (const segment of path.toLowerCase().split(/[/\\]/)) {
    const name = segment.replace(/;.*$/s, "");
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names
    .slice(0, -1)
    .some((name, i) =>
      types.some(
        (type) =>
          name === `${type}_images` ||
          (name === type && /^(?:image|video|raw)$/.test(names[i - 1] ?? "")),
      ),
    );
}

/** Sites whose profile images Cloudinary fetches; they gave up handing them out, or ask for a key. */
const socialTypes = ["facebook", "twitter", "twitter_name", "instagram_name", "gravatar"];

/** Whether an asset is a profile's image on another site, of which no origin here may have a copy. */
export function isProfile(asset: Pick<Asset, "deliveryType"> | undefined): boolean {
  return socialTypes.includes(asset?.deliveryType ?? "");
}
