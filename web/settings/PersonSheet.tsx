import { useState } from 'react'
import type { Person } from '../../api/session.ts'
import { changePerson, endSessions, listPeople } from '../../api/settings.ts'
import type { Role } from '../../core/model/actor.ts'
import { presentOf } from '../session/changed-meanwhile.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { type Conflict, ConflictDialog } from '../ui/ConflictDialog.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { formatCount } from '../ui/format-number.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { ResetLinkButton } from './ResetLinkDialog.tsx'
import { roleChoices, roleMeanings, roleOf } from './say-role.ts'

function SignInSection({ person, isOwn }: { person: Person; isOwn: boolean }) {
	const again = useChange(changePerson, { refreshes: [listPeople] })
	const change = useChange(changePerson, {
		refreshes: [listPeople],
		done: after =>
			after.disabled ? `${after.name} cannot sign in any more` : `${after.name} can sign in again`,
		undo: after => again.mutate({ params: { id: after.id }, body: { disabled: !after.disabled } }),
	})
	const end = useChange(endSessions, {
		refreshes: [listPeople],
		done: ({ ended }) => `${formatCount(ended, 'session')} ended`,
	})
	return (
		<div className="flex flex-col gap-3 border-t pt-4">
			<h3 className="font-medium text-13">Sign-in</h3>
			<KeyValueList
				entries={[
					{ key: 'E-mail', value: person.email },
					{ key: 'Second factor', value: person.second_factor ? 'on' : 'off' },
					{
						key: 'Last seen',
						value: person.last_seen_at ? formatInstant(person.last_seen_at) : 'never signed in',
					},
					{ key: 'Here since', value: formatInstant(person.created_at) },
				]}
			/>
			<div className="flex flex-wrap gap-2">
				<Button isBusy={end.isPending} onClick={() => end.mutate({ params: { id: person.id } })}>
					Sign out everywhere
				</Button>
				{!person.disabled && <ResetLinkButton person={person} />}
				<Button
					kind={person.disabled ? 'plain' : 'danger'}
					disabled={isOwn}
					isBusy={change.isPending}
					onClick={() => change.mutate({ params: { id: person.id }, body: { disabled: !person.disabled } })}
				>
					{person.disabled ? 'Let sign in again' : 'Stop from signing in'}
				</Button>
			</div>
			{isOwn && <p className="text-12 text-second">You cannot stop yourself from signing in.</p>}
		</div>
	)
}

interface PersonEdit {
	name: string
	role: Role
	restricted: boolean
}

function editOf(person: Person | undefined): PersonEdit {
	return {
		name: person?.name ?? '',
		role: person?.role ?? 'csm',
		restricted: person?.restricted ?? false,
	}
}

function changesOf(before: PersonEdit, after: PersonEdit): Partial<PersonEdit> {
	return {
		...(after.name === before.name ? {} : { name: after.name }),
		...(after.role === before.role ? {} : { role: after.role }),
		...(after.restricted === before.restricted ? {} : { restricted: after.restricted }),
	}
}

/** What was seen of the fields that change. */
function only(changed: Partial<PersonEdit>, seen: PersonEdit): Partial<PersonEdit> {
	return {
		...(changed.name === undefined ? {} : { name: seen.name }),
		...(changed.role === undefined ? {} : { role: seen.role }),
		...(changed.restricted === undefined ? {} : { restricted: seen.restricted }),
	}
}

const fieldWords: Readonly<Record<string, string>> = { name: 'Name', role: 'Role', restricted: 'Reach' }

function sayValue(value: unknown): string {
	if (typeof value === 'boolean') return value ? 'only the accounts that they own' : 'all accounts'
	return roleOf(String(value))
		? (roleChoices.find(choice => choice.value === value)?.label ?? '')
		: String(value)
}

function sayConflicts(present: Readonly<Record<string, unknown>>, edit: PersonEdit): Conflict[] {
	return Object.entries(present).map(([field, theirs]) => ({
		label: fieldWords[field] ?? field,
		theirs: sayValue(theirs),
		mine: sayValue(Object.entries(edit).find(([name]) => name === field)?.[1]),
	}))
}

/** Name, role and reach of one person. Changing them signs the person out. */
export function PersonSheet({
	person,
	isOwn,
	onClose,
}: {
	person: Person | undefined
	isOwn: boolean
	onClose: () => void
}) {
	const [seen, setSeen] = useState(editOf(person))
	const [edit, setEdit] = useState(editOf(person))
	const { name, role, restricted: isRestricted } = edit
	const again = useChange(changePerson, { refreshes: [listPeople] })
	const save = useChange(changePerson, {
		refreshes: [listPeople],
		done: after => `${after.name} changed`,
		undo: after => {
			again.mutate({ params: { id: after.id }, body: seen })
		},
		onSuccess: onClose,
	})
	if (!person) return null
	const changed = changesOf(seen, { ...edit, name: name.trim() })
	const isRightsChange = changed.role !== undefined || changed.restricted !== undefined
	const send = (before: Partial<PersonEdit>) =>
		save.mutate({ params: { id: person.id }, body: { ...changed, seen: before } })
	const present = presentOf(save.error)
	const theirs = { ...seen, ...present }
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={person.name}
			actions={
				<Button
					kind="primary"
					disabled={Object.keys(changed).length === 0 || name.trim() === ''}
					isBusy={save.isPending}
					onClick={() => send(only(changed, seen))}
				>
					Save changes
				</Button>
			}
		>
			<div className="flex flex-col gap-4 pb-4">
				<TextField
					label="Name"
					value={name}
					onChange={next => setEdit({ ...edit, name: next })}
					maxLength={200}
				/>
				<SelectField
					label="Role"
					value={role}
					choices={roleChoices}
					hint={roleMeanings[role]}
					onChange={value => setEdit({ ...edit, role: roleOf(value) ?? role })}
				/>
				<Checkbox
					label="Sees only the accounts that they own"
					checked={isRestricted}
					onChange={restricted => setEdit({ ...edit, restricted })}
				/>
				{isRightsChange && (
					<p className="text-12 text-second">Saving signs {isOwn ? 'you' : person.name} out everywhere.</p>
				)}
				<SignInSection person={person} isOwn={isOwn} />
			</div>
			{present && (
				<ConflictDialog
					conflicts={sayConflicts(present, edit)}
					isBusy={save.isPending}
					onTheirs={() => {
						setSeen(theirs)
						setEdit({ ...edit, ...present })
						save.reset()
					}}
					onMine={() => {
						setSeen(theirs)
						send(only(changed, theirs))
					}}
					onClose={() => save.reset()}
				/>
			)}
		</Sheet>
	)
}
