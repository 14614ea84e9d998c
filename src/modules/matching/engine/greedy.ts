import type { Model } from './model.js';
import type { Choice, Part } from './part.js';

/**
 * What panels do by hand, for comparison: pupils in order of waiting days, longest first, then of their own number in the draw,
 * highest first, then of id; each takes the best fit that is still feasible under all resources (equal fits: the higher draw, then
 * the earlier id). Bands play no part in it. Returns the chosen option of each pupil, or -1.
 */
export function solveGreedy(model: Model): Int32Array {
  const left = Float64Array.from(model.capacity);
  const chosen = new Int32Array(model.pupils.length).fill(-1);
  const take = (p: number, o: number): void => {
    chosen[p] = o;
    for (let k = model.useStart[o] as number; k < (model.useStart[o + 1] as number); k += 1) {
      const resource = model.useResource[k] as number;
      left[resource] = (left[resource] as number) - (model.useUnits[k] as number);
    }
  };
  const fits = (o: number): boolean => {
    for (let k = model.useStart[o] as number; k < (model.useStart[o + 1] as number); k += 1) {
      if ((model.useUnits[k] as number) > (left[model.useResource[k] as number] as number)) return false;
    }
    return true;
  };
  model.pinned.forEach((pin, p) => {
    if (pin >= 0) take(p, pin);
  });
  const better = (a: number, b: number): boolean => {
    const byFit = (model.fit[a] as number) - (model.fit[b] as number);
    return byFit !== 0 ? byFit > 0 : model.lottery(a) > model.lottery(b);
  };
  for (const p of greedyOrder(model)) {
    if ((chosen[p] as number) >= 0) continue;
    let best = -1;
    for (let o = model.optionStart[p] as number; o < (model.optionStart[p + 1] as number); o += 1) {
      if (!model.barred[o] && fits(o) && (best < 0 || better(o, best))) best = o;
    }
    if (best >= 0) take(p, best);
  }
  return chosen;
}

function greedyOrder(model: Model): number[] {
  return Array.from(model.pupils, (_, p) => p).sort(
    (a, b) =>
      (model.waiting[b] as number) - (model.waiting[a] as number) ||
      model.pupilLottery(b) - model.pupilLottery(a) ||
      a - b,
  );
}

/**
 * A feasible choice to start from: keeps what it can of `wanted`, in order of band and fit, then places who is left over, the pupil
 * with fewest options first. Each option counts its fit against the share it takes of what is scarce, or, where rows have prices, its
 * worth less what it uses at those prices.
 */
export function feasibleStart(
  part: Part,
  wanted?: Choice,
  priced?: { readonly worth: Float64Array; readonly prices: ArrayLike<number> },
): Choice {
  const { model } = part;
  const left = Float64Array.from(part.capacity);
  const choice = new Int32Array(part.pupils.length).fill(-1);
  const fitOf = (o: number): number => model.fit[part.options[o] as number] as number;
  const bandOf = (p: number): number => model.band[part.pupils[p] as number] as number;
  const choices = (p: number): number => (part.optionStart[p + 1] as number) - (part.optionStart[p] as number);
  const share = (o: number): number => {
    let most = 0;
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      const rest = left[part.useRow[k] as number] as number;
      const units = part.useUnits[k] as number;
      if (units > rest) return Infinity;
      most = Math.max(most, units / rest);
    }
    return most;
  };
  const take = (p: number, o: number): void => {
    choice[p] = o;
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      const row = part.useRow[k] as number;
      left[row] = (left[row] as number) - (part.useUnits[k] as number);
    }
  };
  const net = (o: number, by: { worth: Float64Array; prices: ArrayLike<number> }): number => {
    let sum = by.worth[o] as number;
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      sum -= (by.prices[part.useRow[k] as number] as number) * (part.useUnits[k] as number);
    }
    return sum;
  };
  const order = Array.from(part.pupils, (_, p) => p);
  if (wanted) {
    const wantedFit = (p: number): number => ((wanted[p] as number) < 0 ? -1 : fitOf(wanted[p] as number));
    order.sort((a, b) => bandOf(a) - bandOf(b) || wantedFit(b) - wantedFit(a) || a - b);
    for (const p of order) {
      const o = wanted[p] as number;
      if (o >= 0 && share(o) <= 1) take(p, o);
    }
  }
  order.sort((a, b) => bandOf(a) - bandOf(b) || choices(a) - choices(b) || a - b);
  for (const p of order) {
    if ((choice[p] as number) >= 0) continue;
    let best = -1;
    let bestScore = -Infinity;
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      const used = share(o);
      if (used > 1) continue;
      const score = priced ? net(o, priced) : (fitOf(o) + 1) * (1 - used / 2);
      if (score > bestScore) {
        best = o;
        bestScore = score;
      }
    }
    if (best >= 0) take(p, best);
  }
  return choice;
}

/** Moves pupils to better-fitting options while there is room, a few times round. A feasible choice stays feasible. */
export function improveFit(part: Part, choice: Choice): Choice {
  const { fit } = part.model;
  const left = Float64Array.from(part.capacity);
  const better = Int32Array.from(choice);
  const use = (o: number, times: 1 | -1): void => {
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      const row = part.useRow[k] as number;
      left[row] = (left[row] as number) - times * (part.useUnits[k] as number);
    }
  };
  const fits = (o: number): boolean => {
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      if ((part.useUnits[k] as number) > (left[part.useRow[k] as number] as number)) return false;
    }
    return true;
  };
  const fitOf = (o: number): number => (o < 0 ? -1 : (fit[part.options[o] as number] as number));
  for (const o of better) if (o >= 0) use(o, 1);
  for (let round = 0, moved = true; moved && round < 5; round += 1) {
    moved = false;
    for (let p = 0; p < better.length; p += 1) {
      const own = better[p] as number;
      if (own >= 0) use(own, -1);
      let best = own;
      for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
        if (fitOf(o) > fitOf(best) && fits(o)) best = o;
      }
      if (best >= 0) use(best, 1);
      if (best !== own) moved = true;
      better[p] = best;
    }
  }
  return better;
}
