import { useEffect } from "preact/hooks";
import { Show, useLoaded } from "./loaded.tsx";
import { listOrigins } from "./origins/origin.ts";
import { linkTo } from "./place.ts";

/** Where the dashboard opens: with the first origin to add, or with the origins that there are. */
export function HomePage() {
  const loaded = useLoaded(listOrigins);
  return (
    <Show loaded={loaded}>
      {(origins) => <Redirect to={origins.length === 0 ? ["origins", "new"] : ["origins"]} />}
    </Show>
  );
}

function Redirect({ to }: { to: string[] }) {
  // Replaced: going back must not lead here again.
  useEffect(() => location.replace(linkTo(to)), []);
  return null;
}
