/** How a blank is written at either end of a parameter. */
const blanks = [" ", "+", "%20"];

/** Without blanks in front. In linear time, which an expression that looks for its end is not. */
export function trimStart(text: string): string {
  let at = 0;
  for (let blank = blankAt(at); blank; blank = blankAt(at)) at += blank.length;
  return text.slice(at);

  function blankAt(from: number): string | undefined {
    return blanks.find((each) => text.startsWith(each, from));
  }
}

/** Without blanks behind. */
export function trimEnd(text: string): string {
  let end = text.length;
  for (let blank = blankBefore(end); blank; blank = blankBefore(end)) end -= blank.length;
  return text.slice(0, end);

  function blankBefore(until: number): string | undefined {
    return blanks.find((each) => text.endsWith(each, until));
  }
}
