// What vitest runs: the door's rules, which browsers and the server share. `make test` calls it.

export default {
  cacheDir: ".cache/vite",
  test: {
    environment: "node",
    include: ["tests/**/*.test.js"],
    reporters: ["default"],
  },
};
