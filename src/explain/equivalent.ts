import { likeliestOf, type Readings } from "../delivery/request.ts";
import { placeOf } from "../delivery/resolve-original.ts";
import type { UrlEndpoint } from "../endpoints/loaded-config.ts";
import type { OriginalPath } from "../origins/origin.ts";
import { encodePath } from "../url/address.ts";
import { dialectOf } from "../url/dialect.ts";
import { printTransformation } from "../url/transformation.ts";

/** The endpoint's own form of URLs, or that of the service whose URL is explained. */
type Reader = Pick<UrlEndpoint, "urlRewriter">;

/** What the original of another service's URL may be called where its own name is not there. */
export function otherPlaces(readings: Readings, { urlRewriter }: Reader): OriginalPath[] {
  return likeliestOf(readings, (request) => request).flatMap((request) =>
    dialectOf(request.compat && urlRewriter)
      .otherNames(placeOf(request))
      .map((place) => ({ ...place, host: request.host, authorised: true as const })),
  );
}

/**
 * The path in ImageKit's form that delivers the same, behind the endpoint's prefix.
 * @param place where the original lies; undefined where it was not found
 */
export function equivalentTarget(
  readings: Readings,
  reader: Reader,
  place: OriginalPath | undefined,
): string {
  const [{ address, transformation, compat }] = readings;
  const isOther = otherPlaces(readings, reader).some(({ path }) => path === place?.path);
  const path = isOther && place ? place.path : address.path;
  // What is called otherwise is converted to what it was asked for by.
  const asked = isOther
    ? dialectOf(compat && reader.urlRewriter).formatAsked(address.path)
    : undefined;
  const format = asked === undefined ? undefined : `f-${asked}`;
  const printed = transformation ? printTransformation(transformation) : format;
  const { view } = address;
  // A still is what its format says; of a stream each file has a name.
  const behind = view?.kind === "stream" ? `/${view.file}` : "";
  return (printed ? `/tr:${printed}/` : "/") + encodePath(path) + behind;
}
