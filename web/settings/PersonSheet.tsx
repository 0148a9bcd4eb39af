import { useState } from 'react'
import type { Person } from '../../api/session.ts'
import { changePerson, endSessions, listPeople } from '../../api/settings.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { formatCount } from '../ui/format-number.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
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
	const [name, setName] = useState(person?.name ?? '')
	const [role, setRole] = useState(person?.role ?? 'csm')
	const [isRestricted, setRestricted] = useState(person?.restricted ?? false)
	const again = useChange(changePerson, { refreshes: [listPeople] })
	const save = useChange(changePerson, {
		refreshes: [listPeople],
		done: after => `${after.name} changed`,
		undo: after => {
			if (!person) return
			const { name: before, role: roleBefore, restricted } = person
			again.mutate({ params: { id: after.id }, body: { name: before, role: roleBefore, restricted } })
		},
		onSuccess: onClose,
	})
	if (!person) return null
	const isChanged = name.trim() !== person.name || role !== person.role || isRestricted !== person.restricted
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={person.name}
			actions={
				<Button
					kind="primary"
					disabled={!isChanged || name.trim() === ''}
					isBusy={save.isPending}
					onClick={() =>
						save.mutate({
							params: { id: person.id },
							body: { name: name.trim(), role, restricted: isRestricted },
						})
					}
				>
					Save changes
				</Button>
			}
		>
			<div className="flex flex-col gap-4 pb-4">
				<TextField label="Name" value={name} onChange={setName} maxLength={200} />
				<SelectField
					label="Role"
					value={role}
					choices={roleChoices}
					hint={roleMeanings[role]}
					onChange={value => setRole(roleOf(value) ?? role)}
				/>
				<Checkbox
					label="Sees only the accounts that they own"
					checked={isRestricted}
					onChange={setRestricted}
				/>
				{(role !== person.role || isRestricted !== person.restricted) && (
					<p className="text-12 text-second">Saving signs {isOwn ? 'you' : person.name} out everywhere.</p>
				)}
				<SignInSection person={person} isOwn={isOwn} />
			</div>
		</Sheet>
	)
}
