import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import type { LiveSession } from '../door/shapes.js';
import { serverNow } from '../kernel/clock.js';
import { clockTime, countdown, momentOf } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { useAsked, useDoing, useTick } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Coming, Empty, Failed, Wrong } from '../ui/states.js';
import { locale } from '../words/say.js';
import { isMe, type Desk } from './desks.js';
import { deviceName } from './device-name.js';
import { ShiftSheet } from './shift-sheet.js';
import type { Duty, SessionShifts, Shift } from './shapes.js';
import { SureButton } from './sure-button.js';
import { say, type Word } from './words.js';

const LOOK_MS = 3_000;
const DUTIES_SHOWN = 20;

interface TeamViewProps {
  session: Pick<LiveSession, 'companyId' | 'liveSessionId'>;
  desk: Desk | undefined;
  isOver: boolean;
}

/** Who is on shift and since when, who is planned, and who was. */
export function TeamView({ session, desk, isOver }: TeamViewProps) {
  const at = `/companies/${session.companyId}/live-sessions/${session.liveSessionId}`;
  const team = useAsked(`team ${session.liveSessionId}`, () => ask<SessionShifts>('GET', `${at}/shifts`), {
    every: LOOK_MS,
  });
  const { doing, problem, run } = useDoing();
  const [planning, plan] = useState(false);
  if (!team.value) return team.problem ? <Failed problem={team.problem} again={team.again} /> : <Coming />;

  const { shifts, duties } = team.value;
  const act = (verb: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) =>
    void run(async () => team.set(await ask<SessionShifts>(verb, at + path, body)));
  const [latest] = duties;
  const mayCheckIn = desk?.isSeller === true || shifts.some(({ personId }) => isMe(personId));
  return (
    <div class="cockpit">
      <div class="cockpit-now">
        <OnShift
          duty={latest && !latest.endsAt ? latest : undefined}
          doing={doing}
          isOver={isOver}
          mayCheckIn={mayCheckIn}
          mayRelieve={desk?.isSeller === true}
          onCheckIn={(takeOver) => act('POST', '/duties', { dutyId: newId(), takeOver, device: deviceName() })}
          onCheckOut={({ dutyId }) => act('POST', `/duties/${dutyId}/end`, {})}
        />
        <Wrong problem={problem} />
      </div>
      <div class="cockpit-side">
        <section class="card" aria-label={say('plan')}>
          <header class="bag-head">
            <h2 class="grow">{say('plan')}</h2>
            {desk?.isSeller && !isOver && (
              <button type="button" class="button quiet small" onClick={() => plan(true)}>
                <Icon name="plus" size={18} /> {say('addShift')}
              </button>
            )}
          </header>
          {shifts.length === 0 && <Empty icon="clock" title={say('noPlan')} />}
          <ul class="plain">
            {shifts.map((shift) => (
              <Planned
                key={shift.shiftId}
                shift={shift}
                onEndNow={
                  desk?.isSeller && isRunning(shift) && !isOver
                    ? () => act('PUT', `/shifts/${shift.shiftId}`, endedNow(shift))
                    : undefined
                }
                doing={doing}
                onDrop={
                  desk?.isSeller && shift.status === 'PLANNED' && !isOver
                    ? () => act('DELETE', `/shifts/${shift.shiftId}`)
                    : undefined
                }
              />
            ))}
          </ul>
        </section>
        <Past duties={duties.filter(({ endsAt }) => endsAt).slice(0, DUTIES_SHOWN)} />
      </div>
      {planning && desk && (
        <ShiftSheet
          at={at}
          desk={desk}
          shifts={shifts}
          onClose={() => plan(false)}
          onPlanned={(answer) => {
            team.set(answer);
            plan(false);
          }}
        />
      )}
    </div>
  );
}

interface OnShiftProps {
  duty: Duty | undefined;
  doing: boolean;
  isOver: boolean;
  mayCheckIn: boolean;
  mayRelieve: boolean;
  onCheckIn: (takeOver: boolean) => void;
  onCheckOut: (duty: Duty) => void;
}

function OnShift({ duty, doing, isOver, mayCheckIn, mayRelieve, onCheckIn, onCheckOut }: OnShiftProps) {
  useTick(1_000, duty !== undefined);
  const mine = duty !== undefined && isMe(duty.personId);
  return (
    <section class="card on-shift" aria-label={say('onShift')}>
      <p class="hint">{say('onShift')}</p>
      {duty ? (
        <div class="shop">
          <span class="avatar large" aria-hidden="true">
            {[...duty.stageName][0]}
          </span>
          <div class="grow">
            <h2>
              {duty.stageName}
              {mine && say('you')}
            </h2>
            <p class="hint">
              {say(
                'since',
                clockTime(duty.startsAt, locale()),
                countdown(Math.max(0, serverNow() - Date.parse(duty.startsAt))),
              )}
            </p>
          </div>
        </div>
      ) : (
        <h2>{say('nobodyOnShift')}</h2>
      )}
      {!isOver && (
        <div class="buttons">
          {duty && (mine || mayRelieve) && (
            <button type="button" class="button quiet" disabled={doing} onClick={() => onCheckOut(duty)}>
              {say(mine ? 'checkOut' : 'relieve')}
            </button>
          )}
          {!duty && mayCheckIn && (
            <button type="button" class="button" disabled={doing} onClick={() => onCheckIn(false)}>
              {say('checkIn')}
            </button>
          )}
          {duty && !mine && mayCheckIn && (
            <SureButton word="takeOver" sureWord="takeOverSure" disabled={doing} onSure={() => onCheckIn(true)} />
          )}
        </div>
      )}
      {!isOver && !mayCheckIn && <p class="hint">{say('notOnPlan')}</p>}
    </section>
  );
}

const STATUS = {
  PLANNED: { word: 'statusPlanned', colour: 'warm' },
  KEPT: { word: 'statusKept', colour: 'green' },
  MISSED: { word: 'statusMissed', colour: 'grey' },
} as const;

/** Its time has come, and not gone. */
const isRunning = ({ startsAt, endsAt }: Shift) =>
  Date.parse(startsAt) < serverNow() && serverNow() < Date.parse(endsAt);

/** The same plan up to now: whoever is planned next may be planned from here. */
const endedNow = ({ personId, stageName, startsAt }: Shift) => ({
  ...{ personId, stageName, startsAt },
  endsAt: new Date(serverNow()).toISOString(),
});

interface PlannedProps {
  shift: Shift;
  doing: boolean;
  /** Absent: not the person's to do. */
  onEndNow: (() => void) | undefined;
  onDrop: (() => void) | undefined;
}

function Planned({ shift, doing, onEndNow, onDrop }: PlannedProps) {
  const { word, colour } = STATUS[shift.status];
  return (
    <li class="bag-line">
      <span class="grow">
        {shift.stageName}
        {isMe(shift.personId) && say('you')}
        <span class="hint">
          {momentOf(shift.startsAt, locale())} – {clockTime(shift.endsAt, locale())}
        </span>
      </span>
      <span class={`tag ${colour}`}>{say(word)}</span>
      {onEndNow && (
        <SureButton
          word="endShift"
          sureWord="endShiftSure"
          of={shift.stageName}
          disabled={doing}
          small
          onSure={onEndNow}
        />
      )}
      {onDrop && (
        <button type="button" class="round" aria-label={`${say('remove')} ${shift.stageName}`} onClick={onDrop}>
          <Icon name="close" size={20} />
        </button>
      )}
    </li>
  );
}

const ENDED: Record<Duty['endReason'], Word | undefined> = {
  END_REASON_UNSPECIFIED: undefined,
  CHECKED_OUT: 'endCheckedOut',
  TAKEN_OVER: 'endTakenOver',
  SESSION_ENDED: 'endSessionOver',
  MEMBERSHIP_ENDED: 'endNoMember',
};

function Past({ duties }: { duties: Duty[] }) {
  if (duties.length === 0) return null;
  return (
    <section class="card" aria-label={say('wereOnShift')}>
      <h2>{say('wereOnShift')}</h2>
      <ul class="plain">
        {duties.map((duty) => {
          const why = ENDED[duty.endReason];
          return (
            <li key={duty.dutyId} class="bag-line">
              <span class="grow">{duty.stageName}</span>
              <span class="hint">
                {clockTime(duty.startsAt, locale())} – {duty.endsAt && clockTime(duty.endsAt, locale())}
                {why && ` · ${say(why)}`}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
