import { Link } from '@tanstack/react-router'
import { usePerson } from '../session/use-session.ts'
import { Money } from '../ui/Amounts.tsx'
import { sayDays } from '../ui/format-day.ts'
import { formatCount } from '../ui/format-number.ts'
import { linkClass } from '../ui/TextLink.tsx'
import { useAccountRows, useHeldTasks } from './use-today.ts'

const mostShown = 100

/** Tasks that the day did not hand out, and why: shown, never lost. */
export function HeldTasks({ owner, today }: { owner: string | undefined; today: string }) {
	const person = usePerson()
	const { data } = useHeldTasks()
	const address = owner === 'me' ? person.email : owner
	const held = (data?.items ?? []).filter(task => !address || task.owner_email === address)
	const shown = held.slice(0, mostShown)
	const accounts = useAccountRows(shown.map(task => task.account_id))
	if (held.length === 0) return null
	return (
		<details className="mt-4 text-13">
			<summary className="text-second hover:text-ink">
				{formatCount(held.length, 'further task')} held back today
			</summary>
			<ul className="mt-1">
				{shown.map(task => (
					<li
						key={`${task.account_id} ${task.title} ${task.reason}`}
						className="flex flex-wrap gap-x-3 border-b py-1.5"
					>
						<div className="min-w-56 flex-1">
							<Link to="/accounts/$id" params={{ id: task.account_id }} className={linkClass}>
								{accounts.get(task.account_id)?.name ?? task.account_id}
							</Link>{' '}
							{task.title}
							<p className="text-second">{sayDays(task.reason, today)}</p>
						</div>
						<div className="text-right text-second">
							<Money value={task.money_at_risk} currency={task.currency} isShort />
							<p className="text-12">{task.hold_reason}</p>
						</div>
					</li>
				))}
			</ul>
		</details>
	)
}
