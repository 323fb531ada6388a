// What this device keeps of somebody's stars: the stars, whose they are, and what is still to be sent.
const KEYS = { stars: "stars", person: "stars.person", waiting: "stars.waiting" };

export function deviceStars(edition) {
  const name = (kind) => `${KEYS[kind]}.${edition}`;
  const read = (kind, otherwise) => {
    try {
      return JSON.parse(localStorage.getItem(name(kind))) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const write = (kind, value) => {
    try {
      if (value === null) localStorage.removeItem(name(kind));
      else localStorage.setItem(name(kind), JSON.stringify(value));
    } catch {
      // no storage: stars last as long as the page
    }
  };
  return {
    isOurs: (key) => Object.keys(KEYS).some((kind) => key === name(kind)),
    stars: () => new Set(read("stars", [])),
    keep: (stars) => write("stars", [...stars]),
    person: () => read("person", ""),
    // key -> whether it is to have a star, for all that the server has not been told yet
    waiting: () => read("waiting", {}),
    wait: (waiting) => write("waiting", waiting),
    // Somebody who is registered uses this device. Stars set before anybody was known are theirs;
    // those of somebody else are not.
    belongsTo(person) {
      const before = read("person", "");
      if (before === person) return;
      if (before === "") write("waiting", Object.fromEntries(read("stars", []).map((key) => [key, true])));
      else {
        write("waiting", {});
        write("stars", []);
      }
      write("person", person);
    },
    // Nobody who is registered uses it any more: the stars stay, on the device alone.
    forget() {
      write("person", null);
      write("waiting", null);
    },
  };
}
