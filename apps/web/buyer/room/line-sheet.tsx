import type { ChatLine } from '#room/protocol.js';
import { ask, signedInPerson } from '../door/door.js';
import { SignIn } from '../people/sign-in.js';
import { useDoing, useKept } from '../shell/use.js';
import { Sheet } from '../ui/sheet.js';
import { Wrong } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { say, type Word } from '../words/say.js';

const REASONS: Word[] = ['reasonAdvert', 'reasonAbuse', 'reasonFalse', 'reasonOther'];

interface LineSheetProps {
  line: ChatLine & { mine: boolean };
  liveSessionId: string;
  onClose: () => void;
}

/** What may be done about a line: one's own is taken back, another's reported. */
export function LineSheet({ line, liveSessionId, onClose }: LineSheetProps) {
  const person = useKept(() => signedInPerson()?.personId);
  const { doing, problem, run } = useDoing();
  const at = `/live-sessions/${liveSessionId}/chat`;
  const act = (work: () => Promise<unknown>, words: Word) =>
    void run(work).then((done) => {
      if (!done) return;
      tell(say(words));
      onClose();
    });
  if (!person) {
    return (
      <Sheet title={say('signInToReport')} onClose={onClose}>
        <SignIn />
      </Sheet>
    );
  }
  return (
    <Sheet title={say(line.mine ? 'yourLine' : 'report')} onClose={onClose}>
      <blockquote class="quoted">
        <b>{line.name}</b> {line.text}
      </blockquote>
      <Wrong problem={problem} />
      {line.mine ? (
        <button
          type="button"
          class="button wide"
          disabled={doing}
          onClick={() => act(() => ask('DELETE', `${at}/lines/${line.lineId}`), 'takenBack')}
        >
          {say('takeBack')}
        </button>
      ) : (
        <div class="reasons">
          <p class="hint">{say('whyReport')}</p>
          {REASONS.map((word) => (
            <button
              key={word}
              type="button"
              class="button quiet wide"
              disabled={doing}
              onClick={() =>
                act(() => ask('POST', `${at}/reports`, { lineId: line.lineId, reason: say(word) }), 'reported')
              }
            >
              {say(word)}
            </button>
          ))}
        </div>
      )}
    </Sheet>
  );
}
