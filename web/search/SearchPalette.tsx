import { useNavigate } from '@tanstack/react-router'
import { Building, CircleHelp, User } from 'lucide-react'
import { useState } from 'react'
import { searchEverything } from '../../api/accounts.ts'
import { pages } from '../frame/pages.ts'
import { useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { type Command, CommandPalette } from '../ui/CommandPalette.tsx'

function useFoundCommands(text: string): { commands: Command[]; isSearching: boolean } {
	const navigate = useNavigate()
	const wanted = text.trim()
	const found = useCall(
		searchEverything,
		{ query: { q: wanted || '-' } },
		{ enabled: wanted !== '', keepsPrevious: true },
	)
	const items = wanted === '' ? [] : (found.data?.items ?? [])
	const commands = items.map(
		(item, index): Command => ({
			id: `${item.kind}-${item.account_id}-${index}`,
			group: item.kind === 'account' ? 'Accounts' : 'People',
			label: item.text,
			detail: item.kind === 'account' ? (item.detail ?? item.account_id) : (item.account_name ?? undefined),
			icon: item.kind === 'account' ? <Building size={15} /> : <User size={15} />,
			onSelect: () => navigate({ to: '/accounts/$id', params: { id: item.account_id } }),
		}),
	)
	return { commands, isSearching: found.isFetching }
}

/** Search over accounts and people, and every page by name. */
export function SearchPalette({
	isOpen,
	onClose,
	onHelp,
}: {
	isOpen: boolean
	onClose: () => void
	onHelp: () => void
}) {
	const [text, setText] = useState('')
	const navigate = useNavigate()
	const may = useMay()
	const { commands: found, isSearching } = useFoundCommands(text)
	const places = pages
		.filter(page => may(page.needs))
		.map(
			(page): Command => ({
				id: page.path,
				group: 'Go to',
				label: page.label,
				detail: `g ${page.key}`,
				icon: <page.Icon size={15} />,
				onSelect: () => navigate({ to: page.path }),
			}),
		)
	const help: Command = {
		id: 'keys',
		group: 'Help',
		label: 'Keys',
		detail: '?',
		icon: <CircleHelp size={15} />,
		onSelect: onHelp,
	}
	const wanted = text.trim().toLowerCase()
	const named = [...places, help].filter(({ label }) => label.toLowerCase().includes(wanted))
	const commands = [...found, ...named]
	return (
		<CommandPalette
			isOpen={isOpen}
			onClose={() => {
				setText('')
				onClose()
			}}
			text={text}
			onText={setText}
			commands={commands}
			note={
				commands.length > 0 ? undefined : isSearching ? 'Searching' : `Nothing begins with “${text.trim()}”`
			}
		/>
	)
}
