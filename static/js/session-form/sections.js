// Marks the section that is being read in the list of sections.
export function sections() {
  const links = new Map();
  for (const link of document.querySelectorAll(".sf-nav a")) {
    const section = document.querySelector(link.hash)?.closest("section");
    if (section) links.set(section, link);
  }
  const seen = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) seen.add(entry.target);
        else seen.delete(entry.target);
      }
      let isFound = false;
      for (const [section, link] of links) {
        if (!isFound && seen.has(section)) {
          link.setAttribute("aria-current", "true");
          isFound = true;
        } else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-15% 0px -60% 0px" },
  );
  for (const section of links.keys()) observer.observe(section);
}
