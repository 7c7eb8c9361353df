/** Outlines on a grid of 20, drawn with a line of 1.6. */
const shapes = {
  origin:
    "M3 5.5C3 4 6 3 10 3s7 1 7 2.5-3 2.5-7 2.5-7-1-7-2.5zM3 5.5v9C3 16 6 17 10 17s7-1 7-2.5v-9M3 10c0 1.5 3 2.5 7 2.5s7-1 7-2.5",
  endpoint: "M8 12l4-4M8.5 5.5l1-1a4 4 0 0 1 6 6l-1 1M11.500 14.500l-1 1a4 4 0 0 1-6-6l1-1",
  named: "M3 10V4a1 1 0 0 1 1-1h6l7 7-7 7zM6.800 6.800h.01",
  playground:
    "M3 6h8M15 6h2M3 14h2M9 14h8M11 6a2 2 0 1 0 4 0 2 2 0 1 0-4 0M5 14a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
  troubleshoot:
    "M9 3.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 1 0 0-11zM13 13l4 4M9 6.500v3M9 11.800h.01",
  cache: "M3 13l7 4 7-4M3 10l7 4 7-4M10 3l7 4-7 4-7-4z",
  activity: "M2.500 10.500h3.500l2.500-6.500 3.500 12 2.500-5.500h3",
  changes: "M10 6v4l2.800 1.600M3.500 10a6.500 6.500 0 1 0 2-4.700M3.300 3v3h3",
  check: "M4 10.500l4 4 8-9",
  cross: "M5 5l10 10M15 5L5 15",
  warn: "M10 3l7.500 13.500h-15zM10 8v4M10 14.200h.01",
  info: "M10 3a7 7 0 1 0 0 14 7 7 0 1 0 0-14zM10 9v5M10 6.200h.01",
  up: "M10 16V4M5 9l5-5 5 5",
  down: "M10 4v12M5 11l5 5 5-5",
  grip: "M7.500 5h.01M12.500 5h.01M7.500 10h.01M12.500 10h.01M7.500 15h.01M12.500 15h.01",
  copy: "M7 7h9v10H7zM4 13V3h9",
  plus: "M10 4v12M4 10h12",
  folder: "M2.500 5v10.500h15V7H9.500L8 5z",
  image: "M3 4h14v12H3zM3 13l4-4 4 4 2-2 4 4M12.500 7.500h.01",
  file: "M5 2.500h6.500l4 4V17.500h-10.500zM11.500 2.500v4h4",
  menu: "M3 5.500h14M3 10h14M3 14.500h14",
  out: "M8 4H4v12h4M8 10h9M14 7l3 3-3 3",
  back: "M16 10H4M9 5l-5 5 5 5",
} as const;

export type IconName = keyof typeof shapes;

/** Decoration, unless it has a label. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      role={label === undefined ? undefined : "img"}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <path d={shapes[name]} />
    </svg>
  );
}

/** Head and shoulders, as far as the oval shows them. */
const sitter =
  "M16 10.500a3 3.300 0 1 1 0 6.600 3 3.300 0 1 1 0-6.600zM10.800 21.100a5.300 3.800 0 0 1 10.400 0 6.500 8.500 0 0 1-10.400 0z";

/** The mark: a plate with cut corners and the oval of a portrait. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path class="plate" d="M8 1h16l7 7v16l-7 7H8l-7-7V8z" />
      <path
        class="rim"
        d="M8.800 3.500h14.400l5.300 5.300v14.400l-5.300 5.300H8.800l-5.300-5.300V8.800z"
      />
      <ellipse class="oval" cx="16" cy="16" rx="6.500" ry="8.500" />
      <path class="sitter" d={sitter} />
    </svg>
  );
}
