/**
 * A preview of when a plan comes due; the program's own reckoning decides (`notifications/schedule.py`, the same rules): a wall
 * time that does not exist moves past the gap, one that comes twice counts once, the first time.
 */
export interface Plan {
  repeat: 'once' | 'daily' | 'weekly';
  starts_on: string;
  local_time: string;
  /** 0 is Monday. */
  weekdays: number[];
  ends_on: string | null;
}

const DAY_MS = 86_400_000;
const YEAR_DAYS = 366;

/** What the wall in `zone` shows at an instant, as if it were UTC. */
function wallAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at);
  const get = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
}

export function instantOf(date: string, time: string, zone: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((at) => wallAt(at, zone) - at);
  const candidates = offsets.map((offset) => wall - offset).sort((a, b) => a - b);
  const exact = candidates.find((at) => wallAt(at, zone) === wall);
  if (exact !== undefined) return exact;
  // In a gap: walk from before it to the first minute that shows a later wall.
  let at = candidates[0]!;
  while (wallAt(at, zone) < wall) at += 60_000;
  return at;
}

const weekdayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

export function nextTimes(plan: Plan, zone: string, now: number, most: number): number[] {
  const first = Date.parse(`${plan.starts_on}T00:00:00Z`);
  if (Number.isNaN(first) || !plan.local_time) return [];
  const start = plan.repeat === 'once' ? first : Math.max(first, Math.floor(now / DAY_MS) * DAY_MS - DAY_MS);
  const found: number[] = [];
  for (let day = 0; day < (plan.repeat === 'once' ? 1 : YEAR_DAYS) && found.length < most; day++) {
    const date = new Date(start + day * DAY_MS).toISOString().slice(0, 10);
    if (plan.ends_on && date > plan.ends_on) break;
    if (plan.repeat === 'weekly' && !plan.weekdays.includes(weekdayOf(date))) continue;
    const at = instantOf(date, plan.local_time, zone);
    if (at > now) found.push(at);
  }
  return found;
}
