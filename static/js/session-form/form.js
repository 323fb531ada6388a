export const sessionForm = () => {};
