/**
 * Whether an origin's header or metadata marks a file as private. Sent twice it is both values with
 * a comma between them: where one of them says private, it is.
 */
export function isMarkedPrivate(mark: string | string[] | undefined): boolean {
  const values = [mark ?? []].flat().flatMap((value) => value.split(","));
  return values.some((value) => /^"?true"?$/i.test(value.trim()));
}
