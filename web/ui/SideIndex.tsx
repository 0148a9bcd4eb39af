import { useEffect, useState } from 'react'
import { classNames } from './class-names.ts'

export interface IndexEntry {
	id: string
	label: string
}

/** A section is in sight when its heading has come up to this share of the window. */
const reachedAt = 0.4

/** Which of the sections is at the top of what is seen. */
function useSectionInSight(ids: readonly string[]): string | undefined {
	const [current, setCurrent] = useState(ids[0])
	const key = ids.join(' ')
	useEffect(() => {
		let frame = 0
		const look = () => {
			frame = 0
			const line = window.innerHeight * reachedAt
			const reached = key.split(' ').findLast(id => {
				const top = document.getElementById(id)?.getBoundingClientRect().top
				return top !== undefined && top <= line
			})
			if (reached) setCurrent(reached)
		}
		// Sections come and go while they load, and what scrolls is a part of the page: so it is asked, not observed.
		const listen = () => {
			if (frame === 0) frame = requestAnimationFrame(look)
		}
		window.addEventListener('scroll', listen, { capture: true, passive: true })
		return () => {
			cancelAnimationFrame(frame)
			window.removeEventListener('scroll', listen, { capture: true })
		}
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
