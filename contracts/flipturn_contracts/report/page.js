// Narrows the list of promises while one types; without script the whole list is there.
(() => {
  const box = document.getElementById("filter");
  const told = document.getElementById("filter-told");
  const groups = [...document.querySelectorAll(".group")];
  const total = document.querySelectorAll(".group tbody tr").length;
  box.closest("p").hidden = false;
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const group of groups) {
      const rows = [...group.querySelectorAll("tbody tr")];
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
      const left = rows.filter((row) => !row.hidden).length;
      group.hidden = left === 0;
      shown += left;
    }
    told.textContent = words.length ? `${shown} of ${total} shown` : "";
  });
})();
