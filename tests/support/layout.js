// What is wrong with a page's layout, told by the page itself: tests/test_desk_layout.py.
(() => {
  const beyond = () => {
    // What scrolls within itself says so: rows of tabs, a table of lines, the picture of a page.
    const scrolls = ".tabs, .nav, .rows, .canvas, .lines .table-scroll, .documents .table-scroll";
    const told = node => `${node.tagName} ${node.className?.baseVal ?? node.className} ${(node.textContent || "").trim().slice(0, 40)}`;
    const shown = node => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    return [...document.body.querySelectorAll("*")].filter(node => {
        if (!shown(node) || node.closest(".sr, .skip, svg") || node.parentElement.closest(scrolls)) return false;
        const box = node.getBoundingClientRect();
        // What clips its own words with an ellipsis shows that there is more.
        const clips = node.parentElement.closest(".clip, .clamp");
        if (!box.width || clips) return false;
        const cut = node.matches(".table-scroll") && !node.matches(scrolls) && node.scrollWidth > node.clientWidth + 1;
        return cut || box.left < -1 || box.right > innerWidth + 1;
    }).map(told);
};

  const over = () => {
    const rows = [".top", ".top-end", ".packet-head > .row", ".values-top", ".tools", ".strip-tools", ".head", ".checklist-head"];
    const shown = node => node.checkVisibility() && !node.matches(".sr, script, .menu-body");
    const found = [];
    for (const row of rows) for (const held of document.querySelectorAll(row)) {
        const parts = [...held.children].filter(shown).map(node => {
            const box = node.getBoundingClientRect();
            // What a part holds may stand out of it.
            const inner = [...node.querySelectorAll("a, button, input, summary")].filter(each => each.checkVisibility() && !each.closest(".nav, .tabs, .menu-body"));
            const boxes = inner.map(each => each.getBoundingClientRect());
            return { node, boxes: [box, ...boxes] };
        });
        for (const [at, one] of parts.entries()) for (const other of parts.slice(at + 1)) {
            const over = one.boxes.some(a => other.boxes.some(b =>
                Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
            if (over) found.push(`${row}: ${one.node.className || one.node.tagName} over ${other.node.className || other.node.tagName}`);
        }
    }
    // Whatever leads somewhere is met where it is pointed at, in the row of places too.
    for (const link of document.querySelectorAll(".top a, .top button, .top input, .top summary")) {
        if (!link.checkVisibility() || link.closest(".menu-body")) continue;
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
        const box = link.getBoundingClientRect();
        const met = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        if (!met || !(link.contains(met) || met.contains(link))) found.push(`${link.textContent || link.name} is under ${met?.className}`);
    }
    return found;
};

  return [...beyond(), ...over(), ...(document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [])];
})()
