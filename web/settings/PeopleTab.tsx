import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import type { Person } from '../../api/session.ts'
import { sayProblem } from '../session/call-query.ts'
import { useMay, usePerson } from '../session/use-session.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { Hint } from '../ui/Hint.tsx'
import { Section } from '../ui/Section.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { InvitationsSection } from './InvitationsSection.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { PersonSheet } from './PersonSheet.tsx'
import { roleMeanings, roleNames, roleOf } from './say-role.ts'
import { type TeamMember, usePeopleList } from './use-settings.ts'

function peopleColumns(own: Person, onOpen: ((person: Person) => void) | undefined): SimpleColumn<Person>[] {
	return [
		{
			header: 'Name',
			cell: person => (
				<span className="flex min-w-0 flex-wrap items-center gap-x-2">
					{onOpen ? (
						<button type="button" className={linkClass} onClick={() => onOpen(person)}>
							{person.name}
						</button>
					) : (
						person.name
					)}
					{person.id === own.id && <span className="text-second">you</span>}
					{person.disabled && <Badge tone="watch">cannot sign in</Badge>}
				</span>
			),
		},
		{ header: 'E-mail', cell: person => person.email, isExtra: true },
		{
			header: 'Role',
			cell: person => <Hint more={roleMeanings[person.role]}>{roleNames[person.role]}</Hint>,
		},
		{
			header: 'Sees',
			cell: person => (person.restricted ? 'own accounts only' : 'all accounts'),
			isExtra: true,
		},
		{
			header: 'Second factor',
			cell: person => (person.second_factor ? 'on' : <span className="text-second">off</span>),
			isExtra: true,
		},
		{
			header: 'Last seen',
			align: 'right',
			cell: person => <InstantText value={person.last_seen_at} reason="Never signed in" />,
		},
	]
}

function teamColumns(team: readonly TeamMember[]): SimpleColumn<TeamMember>[] {
	const nameOf = (email: string | null) => team.find(member => member.email === email)?.name ?? email ?? '–'
	return [
		{ header: 'Name', cell: member => <span className="whitespace-nowrap">{member.name}</span> },
		{ header: 'E-mail', cell: member => member.email, isExtra: true },
		{
			header: 'Role',
			cell: member => {
				const role = roleOf(member.role)
				return role ? roleNames[role] : member.role
			},
		},
		{
			header: 'Manager',
			cell: member => <span className="whitespace-nowrap">{nameOf(member.manager_email)}</span>,
			isExtra: true,
		},
		{ header: 'Region', cell: member => member.region ?? '–', isExtra: true },
		{ header: 'Accounts', align: 'right', cell: member => formatNumber(member.accounts) },
	]
}

/** Those whom the data name and who cannot sign in: often the next to invite. */
function TeamSection({
	team,
	known,
	onInvite,
}: {
	team: readonly TeamMember[]
	/** All that the data name, for the names of managers. */
	known: readonly TeamMember[]
	onInvite: ((email: string) => void) | undefined
}) {
	const usual = teamColumns(known)
	const columns = onInvite
		? [
				...usual,
				{
					header: 'Sign-in',
					align: 'right' as const,
					cell: (member: TeamMember) => (
						<Button kind="quiet" className="h-7 text-accent" onClick={() => onInvite(member.email)}>
							Invite
						</Button>
					),
				},
			]
		: usual
	return (
		<Section title="In the data only" facts="Named in team files as owners; they cannot sign in yet">
			<SimpleTable label="Team of the data" columns={columns} rows={team} rowKey={row => row.email} />
		</Section>
	)
}

/** Everybody who can sign in, what they may do, and who is invited. */
export function PeopleTab() {
	const list = usePeopleList()
	const may = useMay()
	const own = usePerson()
	const [openId, setOpenId] = useState<string>()
	const [invited, setInvited] = useState<{ email: string }>()
	const mayChange = may('people.change')
	if (list.error && !list.data) {
		return (
			<FailedState what="The people could not be read" why={sayProblem(list.error)} onRetry={list.refetch} />
		)
	}
	if (!list.data) return <SkeletonRows count={5} label="Loading people" />
	const { people, team } = list.data
	const addresses = new Set(people.map(({ email }) => email.toLowerCase()))
	const outside = team.filter(({ email }) => !addresses.has(email.toLowerCase()))
	return (
		<div className="flex max-w-6xl flex-col gap-8">
			<Section
				title="People"
				facts={formatCount(
					people.filter(({ disabled }) => !disabled).length,
					'person can',
					'people can',
				).concat(' sign in')}
				controls={
					mayChange && (
						<Button kind="primary" icon={<UserPlus size={14} />} onClick={() => setInvited({ email: '' })}>
							Invite
						</Button>
					)
				}
			>
				{people.length === 0 ? (
					<EmptyState sentence="Nobody can sign in yet." />
				) : (
					<SimpleTable
						label="People"
						columns={peopleColumns(own, mayChange ? person => setOpenId(person.id) : undefined)}
						rows={people}
						rowKey={row => row.id}
					/>
				)}
				{!mayChange && <p className="mt-2 text-12 text-second">Admins can invite people and change roles.</p>}
			</Section>
			{mayChange && <InvitationsSection />}
			{outside.length > 0 && (
				<TeamSection
					team={outside}
					known={team}
					onInvite={mayChange ? email => setInvited({ email }) : undefined}
				/>
			)}
			<PersonSheet
				key={openId}
				person={people.find(({ id }) => id === openId)}
				isOwn={openId === own.id}
				onClose={() => setOpenId(undefined)}
			/>
			<InviteDialog key={invited?.email ?? 'closed'} start={invited} onClose={() => setInvited(undefined)} />
		</div>
	)
}
