/** A message from the server; names between backticks are shown as code. */
export function Marked({ text }: { text: string }) {
  return (
    <>
      {text
        .split("`")
        // Between two backticks is what stands at odd places.
        .map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part))}
    </>
  );
}
