import { useEffect, useState } from 'react'
import { classNames } from './class-names.ts'

export interface IndexEntry {
	id: string
	label: string
}

/** Which of the sections is at the top of what is seen. */
function useSectionInSight(ids: readonly string[]): string | undefined {
	const [current, setCurrent] = useState(ids[0])
	const key = ids.join(' ')
	useEffect(() => {
		const seen = new Map<string, boolean>()
		const observer = new IntersectionObserver(
			entries => {
				for (const entry of entries) seen.set(entry.target.id, entry.isIntersecting)
				const first = key.split(' ').find(id => seen.get(id))
				if (first) setCurrent(first)
			},
			{ rootMargin: '0px 0px -60% 0px' },
		)
		for (const id of key.split(' ')) {
			const element = document.getElementById(id)
			if (element) observer.observe(element)
		}
		return () => observer.disconnect()
	}, [key])
	return current
}

/** The sections of a long page; marks the one in sight. */
export function SideIndex({ label, entries }: { label: string; entries: readonly IndexEntry[] }) {
	const current = useSectionInSight(entries.map(entry => entry.id))
	return (
		<nav aria-label={label} className="sticky top-4 w-40 shrink-0 self-start max-xl:hidden">
			<ul className="flex flex-col border-l">
				{entries.map(entry => (
					<li key={entry.id}>
						<a
							href={`#${entry.id}`}
							aria-current={entry.id === current ? 'location' : undefined}
							onClick={event => {
								event.preventDefault()
								document.getElementById(entry.id)?.scrollIntoView({ behavior: 'smooth' })
							}}
							className={classNames(
								'-ml-px block border-l-2 py-1 pl-3 text-13',
								entry.id === current
									? 'border-accent font-medium text-ink'
									: 'border-transparent text-second hover:text-ink',
							)}
						>
							{entry.label}
						</a>
					</li>
				))}
			</ul>
		</nav>
	)
}
