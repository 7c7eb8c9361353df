/** Styles for people: only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
function style(code: number) {
  return (text: string): string => {
    const wanted = process.stdout.isTTY && !process.env.NO_COLOR;
    return wanted ? `\u001b[${code}m${text}\u001b[0m` : text;
  };
}

export const bold = style(1);
export const dim = style(2);
export const red = style(31);
export const green = style(32);
