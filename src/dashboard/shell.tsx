import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { answerOf, api, asProblem } from "./client.ts";
import { Icon, type IconName, Mark } from "./parts/icon.tsx";
import { showToast } from "./parts/toast.tsx";
import { linkTo } from "./place.ts";
import { place } from "./route.ts";
import { session, version } from "./session.ts";
import { choose, type Theme, theme } from "./theme.ts";

const pages: [path: string, label: string, icon: IconName][] = [
  ["origins", "Origins", "origin"],
  ["endpoints", "URL endpoints", "endpoint"],
  ["named", "Named transformations", "named"],
  ["playground", "Playground", "playground"],
  ["troubleshoot", "Troubleshoot", "troubleshoot"],
  ["cache", "Cache", "cache"],
  ["activity", "Activity", "activity"],
  ["changes", "Changes", "changes"],
];

/** The frame around every page: menu, theme, sign-out. */
export function Shell({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const at = place.value.parts[0] ?? "origins";
  useEffect(() => setOpen(false), [place.value]);
  return (
    <div class="shell">
      {/* A link would change the address, which is the page's. */}
      <button
        type="button"
        class="skip"
        onClick={() => document.querySelector<HTMLElement>("main")?.focus()}
      >
        Skip to content
      </button>
      <header class="side">
        <div class="brand">
          <a href={linkTo([])} class="brand-link">
            <Mark />
            <span>Tintype</span>
          </a>
          <button
            type="button"
            class="menu"
            aria-expanded={open}
            aria-controls="side-menu"
            onClick={() => setOpen(!open)}
          >
            <Icon name="menu" />
            Menu
          </button>
        </div>
        <div id="side-menu" class={open ? "side-menu open" : "side-menu"}>
          <nav aria-label="Pages">
            <ul>
              {pages.map(([path, label, icon]) => (
                <li key={path}>
                  <a href={linkTo([path])} aria-current={path === at ? "page" : undefined}>
                    <Icon name={icon} />
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div class="side-foot">
            <ThemeSwitch />
            <button type="button" class="side-button" onClick={signOut}>
              <Icon name="out" />
              Sign out
            </button>
            {version.value && <p class="version">Tintype {version}</p>}
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function ThemeSwitch() {
  return (
    <label class="theme">
      <span>Appearance</span>
      <select value={theme.value} onChange={(event) => choose(event.currentTarget.value as Theme)}>
        <option value="auto">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}

async function signOut(): Promise<void> {
  try {
    await answerOf(api.session.delete());
    session.value = "out";
  } catch (thrown) {
    showToast(asProblem(thrown).message);
  }
}
