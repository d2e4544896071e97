import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, inOrder, placesFor, type Placed } from '../src/sync/protocol/position';

const PATTERN = /^[0-9A-Za-z]{0,199}[1-9A-Za-z]$/;

describe('a place between two others', () => {
  it('is after the one and before the other, as the server takes it', () => {
    const steps = fc.array(fc.nat(), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, (where) => {
        const places: string[] = [];
        for (const at of where) {
          const index = at % (places.length + 1);
          const made = between(places[index - 1] ?? '', places[index] ?? null);
          expect(made).toMatch(PATTERN);
          places.splice(index, 0, made);
        }
        expect([...places].sort()).toEqual(places);
        expect(new Set(places).size).toBe(places.length);
      }),
    );
  });

  it('stays short for a list that only grows at its end', () => {
    let last = '';
    for (let item = 0; item < 200; item++) last = between(last, null);
    expect(last.length).toBeLessThan(50);
  });
});

describe('moving an item', () => {
  const items = fc.array(fc.constantFrom('', 'V', 'k', 'V1', 'Vz'), { minLength: 2, maxLength: 8 });

  it('gives the wished order, whatever places there were', () => {
    fc.assert(
      fc.property(items, fc.nat(), fc.nat(), (positions, from, to) => {
        const list = inOrder(
          positions.map((position, id): Placed => ({ record: `r${id}`, position })),
        );
        const [moved] = list.splice(from % list.length, 1);
        list.splice(to % (list.length + 1), 0, moved!);
        const places = placesFor(list, moved!.record);
        const after = list.map((item) => ({
          ...item,
          position: places.get(item.record) ?? item.position,
        }));
        expect(inOrder(after).map(({ record }) => record)).toEqual(
          list.map(({ record }) => record),
        );
      }),
    );
  });

  it('writes one place where every item has its own', () => {
    const list = [
      { record: 'c', position: 'l' },
      { record: 'a', position: 'F' },
      { record: 'b', position: 'V' },
    ];
    expect([...placesFor(list, 'c').keys()]).toEqual(['c']);
  });
});
