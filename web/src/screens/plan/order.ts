/** An order of one's own: lines of a part of the plan, people to call. */
import { between, placesFor, type Account, type Row } from '../../sync';
import type { Placeable } from '../queries';

/** A place behind all of these, which are in their order. */
export const lastPlace = (rows: Row<Placeable>[]): string =>
  between(rows.at(-1)?.body.position ?? '', null);

/**
 * One place up or down. Nearly always one record is written: what never had a place of its own may
 * get one.
 */
export async function moveBy(
  account: Account,
  rows: Row<Placeable>[],
  index: number,
  by: 1 | -1,
): Promise<void> {
  const order = rows.map(({ record, body }) => ({ record, position: body.position }));
  const [moved] = order.splice(index, 1);
  if (!moved) return;
  order.splice(index + by, 0, moved);
  const places = placesFor(order, moved.record);
  for (const row of rows) {
    const position = places.get(row.record);
    if (position !== undefined) await account.edit(row, { order: { position } });
  }
}
