/* Sets the theme before the first paint: the reader's choice, else what the system prefers. Not a module: modules run too late. */
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("baton.theme");
    } catch {
      return null; // Storage is switched off in this browser: the system's preference holds.
    }
  }

  function apply() {
    const choice = chosen();
    const dark = choice === "dark" || (choice !== "light" && system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  }

  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("baton:theme", apply);
})();
