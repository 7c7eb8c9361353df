/** Bytes of a file. */
export interface Span {
  start: number;
  /** Behind the last one. */
  end: number;
}

/** Spans together with another one: in their order, none touching the next. */
export function withSpan(spans: readonly Span[], { start, end }: Span): Span[] {
  const apart = spans.filter((span) => span.end < start || span.start > end);
  const touching = spans.filter((span) => !apart.includes(span));
  const joined = {
    start: Math.min(start, ...touching.map((span) => span.start)),
    end: Math.max(end, ...touching.map((span) => span.end)),
  };
  return [...apart, joined].sort((a, b) => a.start - b.start);
}

/**
 * What is not there of a span, from the first byte that is missing to the last; undefined where all of
 * it is there.
 * @param present none touches the next
 */
export function missingOf(present: readonly Span[], wanted: Span): Span | undefined {
  const within = (at: number) => present.find(({ start, end }) => at >= start && at < end);
  const start = within(wanted.start)?.end ?? wanted.start;
  const end = within(wanted.end - 1)?.start ?? wanted.end;
  return start < end ? { start, end } : undefined;
}
