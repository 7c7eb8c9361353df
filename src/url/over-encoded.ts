/**
 * A target whose query has bare ampersands. Pages that are escaped twice, and what is copied out of
 * their sources, write `&amp;` and `&#038;`, which no service has in a parameter's name.
 */
export function withBareAmpersands(target: string): string {
  const mark = target.indexOf("?");
  if (mark < 0) return target;
  return target.slice(0, mark) + target.slice(mark).replace(/&(?:(?:amp;)+|#0*38;|#x0*26;)/gi, "&");
}

/**
 * A target whose path is decoded once, where it is encoded twice: `one%2520two.jpg`. Undefined where
 * it is not. A client that encodes what is encoded already means the name that it began with; but a
 * file may have an escape in its name, and then that one is meant.
 */
export function decodedOnce(target: string): string | undefined {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const decoded = path.replace(/%25(?=[\da-f]{2})/gi, "%");
  return decoded === path ? undefined : decoded + target.slice(path.length);
}
