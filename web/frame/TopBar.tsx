import { useMutation } from '@tanstack/react-query'
import { CircleHelp, LogOut, Moon, Search, Sun, SunMoon } from 'lucide-react'
import { useState } from 'react'
import { signOut } from '../../api/session.ts'
import { call } from '../session/call-query.ts'
import { usePerson, useSessionReset } from '../session/use-session.ts'
import { Menu } from '../ui/Menu.tsx'
import { readThemeChoice, saveThemeChoice, type ThemeChoice } from '../ui/theme.ts'
import { FreshnessPill } from './FreshnessPill.tsx'

function initialsOf(name: string): string {
	const words = name.split(/[\s.@_-]+/).filter(word => word !== '')
	return ((words[0]?.[0] ?? '?') + (words[1]?.[0] ?? '')).toUpperCase()
}

function PersonMenu({ onHelp }: { onHelp: () => void }) {
	const person = usePerson()
	const reset = useSessionReset()
	const [theme, setTheme] = useState(readThemeChoice())
	const leave = useMutation({ mutationFn: () => call(signOut, {}), onSuccess: reset })
	function choose(next: ThemeChoice) {
		saveThemeChoice(next)
		setTheme(next)
	}
	const mark = (choice: ThemeChoice) => (theme === choice ? ' (now)' : '')
	return (
		<Menu
			trigger={
				<button
					type="button"
					aria-label={`${person.name}: theme, keys, sign out`}
					className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft font-medium text-12 text-accent"
				>
					{initialsOf(person.name)}
				</button>
			}
			items={[
				{ label: `Light${mark('light')}`, icon: <Sun size={14} />, onSelect: () => choose('light') },
				{ label: `Dark${mark('dark')}`, icon: <Moon size={14} />, onSelect: () => choose('dark') },
				{
					label: `As the system${mark('system')}`,
					icon: <SunMoon size={14} />,
					onSelect: () => choose('system'),
				},
				{ label: 'Keys', icon: <CircleHelp size={14} />, startsGroup: true, onSelect: onHelp },
				{ label: 'Sign out', icon: <LogOut size={14} />, startsGroup: true, onSelect: () => leave.mutate() },
			]}
		/>
	)
}

/** Always in sight: search, how far the data reach, and who is signed in. */
export function TopBar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
	return (
		<div className="flex h-12 shrink-0 items-center gap-3 border-b px-6 max-md:px-4">
			<button
				type="button"
				onClick={onSearch}
				className="flex h-8 w-72 min-w-0 items-center gap-2 rounded-md border bg-surface px-2.5 text-13 text-second hover:bg-hover"
			>
				<Search size={14} aria-hidden="true" />
				Search
				<span aria-hidden="true" className="ml-auto text-12 max-md:hidden">
					Ctrl K
				</span>
			</button>
			<div className="ml-auto flex items-center gap-3">
				<FreshnessPill />
				<PersonMenu onHelp={onHelp} />
			</div>
		</div>
	)
}
