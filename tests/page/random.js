// Random inputs that are the same at each run.

/** A source of whole numbers below a bound (xorshift, 32 bits). */
export function randomOf(seed) {
  let state = seed;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

/** Some text of letters, spaces and what else people put into names. */
export function randomText(random, most) {
  const letters = 'abcXYZ019 _.-/–é한字ابم😀';
  const all = [...letters];
  return Array.from({ length: random(most + 1) }, () => all[random(all.length)]).join('');
}
