import { UserMinus, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { addContact, markContactLeft } from '../../api/account-changes.ts'
import { call } from '../session/call-query.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { daysBetween } from '../ui/format-day.ts'
import { formatCount } from '../ui/format-number.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { type AccountRecord, useAccountChange } from './use-account.ts'

type Contact = AccountRecord['contacts'][number]

const roles = ['champion', 'executive sponsor', 'decision maker', 'admin', 'user'] as const
/** After so many days without contact a person is marked. */
const quietDays = 90

function AddContactDialog({ id, isOpen, onClose }: { id: string; isOpen: boolean; onClose: () => void }) {
	const [name, setName] = useState('')
	const [email, setEmail] = useState('')
	const [role, setRole] = useState('')
	const [title, setTitle] = useState('')
	const save = useAccountChange(
		() => {
			const known = roles.find(entry => entry === role)
			return call(addContact, {
				params: { id },
				body: {
					name,
					...(email ? { email } : {}),
					...(known ? { role: known } : {}),
					...(title.trim() ? { title } : {}),
				},
			})
		},
		{
			done: `${name} added`,
			onSuccess: () => {
				for (const set of [setName, setEmail, setRole, setTitle]) set('')
				onClose()
			},
		},
	)
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title="Add a person at the customer"
			actions={
				<Button
					kind="primary"
					disabled={name.trim() === ''}
					isBusy={save.isPending}
					onClick={() => save.mutate(undefined)}
				>
					Add person
				</Button>
			}
		>
			<div className="grid gap-3 pb-2 sm:grid-cols-2">
				<TextField label="Name" value={name} onChange={setName} maxLength={200} />
				<TextField label="E-mail address" type="email" value={email} onChange={setEmail} />
				<SelectField
					label="Role"
					value={role}
					onChange={setRole}
					choices={[{ value: '', label: 'Not known' }, ...roles.map(value => ({ value, label: value }))]}
				/>
				<TextField label="Title" value={title} onChange={setTitle} maxLength={200} />
			</div>
		</Dialog>
	)
}

function LeftDialog({
	id,
	contact,
	today,
	onClose,
}: {
	id: string
	contact: Contact
	today: string
	onClose: () => void
}) {
	const [on, setOn] = useState(today)
	const name = contact.name ?? contact.email ?? contact.id
	const save = useAccountChange(
		() =>
			call(markContactLeft, {
				params: { id, contact_id: contact.id },
				body: { left_on: on, source: contact.source },
			}),
		{ done: `${name} has left`, onSuccess: onClose },
	)
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={`${name} has left`}
			description={
				contact.role === 'champion'
					? 'The account then has one champion less: its health and its signals know it at once.'
					: 'They stay in the list as somebody who left.'
			}
			actions={
				<Button
					kind="primary"
					disabled={on === '' || on > today}
					isBusy={save.isPending}
					onClick={() => save.mutate(undefined)}
				>
					Mark as left
				</Button>
			}
		>
			<TextField label="Left on" type="date" max={today} value={on} onChange={setOn} className="pb-2" />
		</Dialog>
	)
}

function ContactLine({
	contact,
	today,
	onLeft,
}: {
	contact: Contact
	today: string
	onLeft: (() => void) | undefined
}) {
	const last = contact.last_contacted_on
	const isQuiet = last !== null && daysBetween(last, today) > quietDays
	return (
		<li className="grid min-h-9 grid-cols-[1fr_auto_auto] py-1 items-center gap-3 border-b text-13 sm:grid-cols-[minmax(160px,2fr)_minmax(120px,1fr)_150px_32px]">
			<div className="min-w-0">
				<span className={contact.left_on ? 'text-second line-through' : 'font-medium'}>
					{contact.name ?? contact.email ?? contact.id}
				</span>
				{contact.title && <span className="text-second"> · {contact.title}</span>}
				{contact.name && contact.email && <p className="truncate text-12 text-second">{contact.email}</p>}
			</div>
			<div className="max-sm:hidden">
				{contact.role && (
					<Badge tone={contact.role === 'champion' ? 'accent' : 'neutral'}>
						{contact.role.replaceAll('_', ' ')}
					</Badge>
				)}
			</div>
			<div className="whitespace-nowrap text-right text-second">
				{contact.left_on ? (
					<>
						left <DayText value={contact.left_on} today={today} />
					</>
				) : last ? (
					<span className={isQuiet ? 'text-watch' : ''}>
						contact <DayText value={last} today={today} />
					</span>
				) : (
					'no contact known'
				)}
			</div>
			{onLeft ? (
				<IconButton
					label={`Mark ${contact.name ?? contact.id} as left`}
					icon={<UserMinus size={15} />}
					onClick={onLeft}
				/>
			) : (
				<span />
			)}
		</li>
	)
}

/** People at the customer. */
export function PeopleSection({ record, today }: { record: AccountRecord; today: string }) {
	const [isAdding, setAdding] = useState(false)
	const [leaving, setLeaving] = useState<Contact>()
	const { contacts, may_change } = record
	const present = contacts.filter(contact => contact.left_on === null)
	const sorted = [...present, ...contacts.filter(contact => contact.left_on !== null)]
	const champions = present.filter(contact => contact.role === 'champion').length
	return (
		<Section
			id="people"
			title="People"
			facts={`${formatCount(present.length, 'person', 'people')} · ${champions === 0 ? 'no champion' : formatCount(champions, 'champion')}`}
			controls={
				may_change && (
					<Button icon={<UserPlus size={14} />} onClick={() => setAdding(true)}>
						Add a person
					</Button>
				)
			}
		>
			{contacts.length === 0 && <p className="text-13 text-second">Nobody at the customer is known yet.</p>}
			<ul>
				{sorted.map(contact => (
					<ContactLine
						key={`${contact.source} ${contact.id}`}
						contact={contact}
						today={today}
						onLeft={may_change && !contact.left_on ? () => setLeaving(contact) : undefined}
					/>
				))}
			</ul>
			<AddContactDialog id={record.account.id} isOpen={isAdding} onClose={() => setAdding(false)} />
			{leaving && (
				<LeftDialog
					id={record.account.id}
					contact={leaving}
					today={today}
					onClose={() => setLeaving(undefined)}
				/>
			)}
		</Section>
	)
}
