// Whether the two talk first follows the urgency that is chosen, as [data-warm-urgencies] says, until somebody decides.
document.addEventListener("change", ({ target }) => {
  const how = document.querySelector("[data-warm-urgencies]");
  if (!how) return;
  if (target.name === "how") how.dataset.decided = "true";
  if (target.name !== "urgency" || how.dataset.decided) return;
  const isWarm = how.dataset.warmUrgencies.split(" ").includes(target.value);
  how.querySelector(`[value="${isWarm ? "warm" : "cold"}"]`).checked = true;
});
