exports.handler = async ({ film }) => ({ path: `/mnt/films/${film}`, length: film.length });
