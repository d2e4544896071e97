/**
 * Who is on this phone. Everything opens from what the phone holds; the server is asked afterwards.
 */

import { openAccount, wipeAccount, type Account } from '../sync';
import { answer, api } from './api';
import {
  endedAs,
  Problem,
  Unreachable,
  type CrisisCard,
  type Ended,
  type SessionInfo,
} from './info';
import { phoneLabel, platform } from './phone';
import { checkPush, dropPush } from './push.svelte';
import { forgetPerson, save, saved } from './saved';

const LAST_SYNC_MS = 8_000;

class Session {
  #info: SessionInfo | null = $state.raw(null);
  #account: Account | null = $state.raw(null);
  #crisis_card: CrisisCard | null = $state.raw(null);
  #storage_failed = $state(false);
  #ended: Ended | null = $state(null);

  /**
   * `none`: nobody on this phone. `expired`: everything stays readable and writable here, and
   * nothing is sent until a code (or staff's password) opens the account again.
   */
  get state(): 'none' | 'open' | 'expired' {
    return this.#account?.status.session ?? 'none';
  }

  get info(): SessionInfo | null {
    return this.#info;
  }

  get account(): Account | null {
    return this.#account;
  }

  /**
   * The program's public card, from this phone's copy when there is no network; null before the
   * very first answer.
   */
  get crisis_card(): CrisisCard | null {
    return this.#crisis_card;
  }

  /** This browser would not open what the phone holds; nothing of it is lost by that. */
  get storage_failed(): boolean {
    return this.#storage_failed;
  }

  /**
   * Another phone ended this one, as the server says to the cookie that is left here. Nothing of it
   * is kept.
   */
  get ended(): Ended | null {
    return this.#ended;
  }

  /** From this phone alone: resolves with no network as with one. */
  async start(): Promise<void> {
    this.#crisis_card = saved('crisis_card');
    const info = saved('session');
    try {
      await this.#settleWipe();
      if (info) (await this.#open(info)).start();
    } catch {
      this.#storage_failed = true;
    }
  }

  /** What `start` took from this phone, compared with what the server says now. */
  async refresh(): Promise<void> {
    await Promise.all([this.#refreshCard(), this.#refreshSession()]);
  }

  /**
   * Opens the account of an answered enrolment or sign-in. Another person's account on this phone
   * is sealed.
   */
  async become(info: SessionInfo): Promise<void> {
    const before = this.#account;
    save('sign_out_owed', null);
    save('session', info);
    if (before?.person.uuid === info.person.uuid) await before.close({ everywhere: true });
    else {
      // Who was here is not to be reached here any more, and who comes has not asked to be.
      await this.#wipe(before, { keep_sealed: true });
      await forgetBeside();
    }
    const account = await this.#open(info);
    await account.renew(info);
    account.start();
    void checkPush(info);
  }

  async leave(options: { keep_sealed: boolean }): Promise<void> {
    const account = this.#account;
    if (account?.status.unsent && this.state === 'open')
      await Promise.race([account.sync(), pause(LAST_SYNC_MS)]);
    save('sign_out_owed', true);
    save('session', null);
    await this.#wipe(account, options);
    await forgetBeside();
    this.#info = this.#account = null;
    // A screen may have written while it was being left.
    forgetPerson();
    await this.settleSignOut();
  }

  /**
   * Tells the server of a sign-out that it has not heard of, for the cookie cannot be dropped by a
   * script: at once, when the network is back, at the next start, and before anyone else comes in.
   * False where it could not be told.
   */
  async settleSignOut(): Promise<boolean> {
    if (!saved('sign_out_owed')) return true;
    try {
      await answer(api.POST('/api/sign-out'));
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.status >= 500) {
        addEventListener('online', () => void this.settleSignOut(), { once: true });
        return false;
      }
    }
    save('sign_out_owed', null);
    return true;
  }

  /**
   * The person ended this phone from another one: it may be in other hands, so nothing stays within
   * reach, and the screen says so only when it is true.
   */
  async #end(ended: Ended): Promise<void> {
    const account = this.#account;
    this.#info = this.#account = null;
    save('session', null);
    await this.#wipe(account, { keep_sealed: ended === 'sealed' });
    this.#ended = ended;
    await forgetBeside();
  }

  /**
   * Before anything that waits for a network or a browser: an app that is killed meanwhile has
   * wiped.
   */
  async #wipe(account: Account | null, options: { keep_sealed: boolean }): Promise<void> {
    if (!account) return;
    save('wipe_owed', { person: account.person.uuid, ...options });
    await wiping(() => account.leave(options));
  }

  /** What the last start did not come to the end of. */
  async #settleWipe(): Promise<void> {
    const owed = saved('wipe_owed');
    if (owed) await wiping(() => wipeAccount(owed.person, owed));
  }

  async #open(info: SessionInfo): Promise<Account> {
    const endings = {
      left: () => this.#left(),
      revoked: (ended: Ended) => void this.#end(ended),
      renewed: (info: SessionInfo) => this.#rename(info),
    };
    const account = await openAccount(info, endings);
    this.#info = info;
    this.#account = account;
    this.#ended = null;
    return account;
  }

  /** The server has made this phone a new device; the person is the same. */
  #rename(info: SessionInfo): void {
    this.#info = info;
    save('session', info);
  }

  async #refreshSession(): Promise<void> {
    if (!(await this.settleSignOut())) return;
    try {
      const info = (await answer(api.GET('/api/session'))) as SessionInfo;
      if (
        this.#account?.person.uuid === info.person.uuid &&
        this.#info?.device.id === info.device.id
      )
        await this.#renew(info);
      else await this.become(info);
    } catch (failure) {
      const ended = endedAs(failure);
      if (ended) await this.#end(ended);
      else if (failure instanceof Problem && failure.status === 401) await this.#account?.expire();
    }
  }

  async #renew(info: SessionInfo): Promise<void> {
    this.#rename(info);
    await this.#account?.renew(info);
    await checkPush(info);
  }

  async #refreshCard(): Promise<void> {
    try {
      this.#crisis_card = await answer(api.GET('/api/crisis-card'));
      save('crisis_card', this.#crisis_card);
    } catch {
      // The copy on this phone stays.
    }
  }

  /** Another tab signed out or let someone else in: begin again with what that one saved. */
  #left(): void {
    void this.#account?.close();
    location.reload();
  }
}

/** Reactive. */
export const session = new Session();
export type { Session };

/**
 * With a one-time code: a new account, or an existing one on another phone. Throws Problem,
 * Unreachable, StoreRefused.
 */
export async function enrol(code: string): Promise<void> {
  await readyToComeIn();
  const body = { code, label: phoneLabel(), platform: platform() };
  await session.become((await answer(api.POST('/api/enrol', { body }))) as SessionInfo);
}

/** Staff. Throws Problem, Unreachable, StoreRefused. */
export async function signIn(credentials: {
  login: string;
  password: string;
  one_time_code: string;
}): Promise<void> {
  await readyToComeIn();
  const body = { ...credentials, label: phoneLabel(), platform: platform() };
  await session.become((await answer(api.POST('/api/sign-in', { body }))) as SessionInfo);
}

/** A code works once: before it is spent, whatever else must hold for coming in is tried. */
async function readyToComeIn(): Promise<void> {
  const { tryStore } = await import('./room').catch(() => {
    throw new Unreachable('a part of the app');
  });
  await tryStore();
  await session.settleSignOut();
}

/**
 * Sends what it can, then wipes this phone, also with no network. Words that could not be sent are
 * the person's to decide about (`session.account.status.unsent`): with `keep_sealed` they stay
 * here, out of the app's reach, until the same account opens again; without it they are gone.
 */
export async function signOut(options: { keep_sealed: boolean }): Promise<void> {
  await session.leave(options);
}

/** What is kept of a person beside their account, with the way to reach this phone. */
async function forgetBeside(): Promise<void> {
  await dropPush();
  forgetPerson();
}

/** One tab wipes at a time, and none after it is done: who comes in next may be the same person. */
async function wiping(wipe: () => Promise<void>): Promise<void> {
  await navigator.locks.request('alongside-wipe', async () => {
    if (saved('wipe_owed')) await wipe();
    save('wipe_owed', null);
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
