import { useState } from 'react'
import { invite, listInvitations } from '../../api/settings.ts'
import type { Role } from '../../core/model/actor.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { SecretField } from '../ui/SecretField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { roleChoices, roleMeanings, roleOf } from './say-role.ts'

const dayChoices = [1, 3, 7, 14, 30].map(days => ({
	value: String(days),
	label: days === 1 ? '1 day' : `${days} days`,
}))

/** Makes an invitation and shows its link, once. */
export function InviteDialog({
	start,
	onClose,
}: {
	/** undefined: closed. */
	start: { email: string } | undefined
	onClose: () => void
}) {
	const [email, setEmail] = useState(start?.email ?? '')
	const [role, setRole] = useState<Role>('csm')
	const [isRestricted, setRestricted] = useState(false)
	const [days, setDays] = useState('7')
	const make = useChange(invite, { refreshes: [listInvitations], isFailureShown: true })
	const made = make.data
	const form = 'invite-form'
	return (
		<Dialog
			isOpen={start !== undefined}
			onClose={onClose}
			title={made ? `Invitation for ${made.invitation.email}` : 'Invite somebody'}
			description={
				made
					? 'Send this link to them; it works once. It is not shown again.'
					: 'You get a link to send to them. They choose their own password.'
			}
			actions={
				made ? (
					<Button kind="primary" onClick={onClose}>
						Done
					</Button>
				) : (
					<Button kind="primary" type="submit" form={form} isBusy={make.isPending} disabled={email === ''}>
						Make the invitation
					</Button>
				)
			}
		>
			{made ? (
				<SecretField
					label="Link of the invitation"
					value={`${location.origin}${made.path}`}
					hint={`Valid until ${formatInstant(made.invitation.expires_at)}.`}
				/>
			) : (
				<form
					id={form}
					className="flex flex-col gap-3 pb-2"
					onSubmit={event => {
						event.preventDefault()
						make.mutate({ body: { email, role, restricted: isRestricted, days: Number(days) } })
					}}
				>
					<TextField
						label="E-mail address"
						type="email"
						required
						value={email}
						onChange={setEmail}
						problem={make.error ? sayProblem(make.error) : undefined}
					/>
					<SelectField
						label="Role"
						value={role}
						choices={roleChoices}
						hint={roleMeanings[role]}
						onChange={value => setRole(roleOf(value) ?? role)}
					/>
					<SelectField label="Valid for" value={days} choices={dayChoices} onChange={setDays} />
					<Checkbox
						label="Sees only the accounts that they own"
						checked={isRestricted}
						onChange={setRestricted}
					/>
				</form>
			)}
		</Dialog>
	)
}
