import type { ComponentChildren } from 'preact';
import { signedInPerson } from '../door/door.js';
import { SignInFirst } from '../people/sign-in.js';
import { Page } from '../shell/page.js';
import { useAsked, useKept } from '../shell/use.js';
import { Coming, Empty, Failed } from '../ui/states.js';
import { myDesks, type Desk } from './desks.js';
import { say } from './words.js';

interface AtDeskProps {
  companyId: string;
  title: string;
  children: (desk: Desk) => ComponentChildren;
}

/** A page of one company, for who works there. */
export function AtDesk({ companyId, title, children }: AtDeskProps) {
  const person = useKept(() => signedInPerson()?.personId);
  const desks = useAsked(person && `desks ${person}`, myDesks);
  const desk = desks.value?.find((one) => one.companyId === companyId);
  return (
    <Page title={title} back="/cockpit">
      {!person && <SignInFirst />}
      {person && !desks.value && (desks.problem ? <Failed problem={desks.problem} again={desks.again} /> : <Coming />)}
      {desks.value && !desk && <Empty icon="air" title={say('notAMember')} />}
      {desk && children(desk)}
    </Page>
  );
}
