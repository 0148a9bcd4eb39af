import { Link } from '@tanstack/react-router'
import { Check, Circle } from 'lucide-react'
import { useState } from 'react'
import { useFreshness } from '../data/use-data.ts'
import { useOwners } from '../people/use-people.ts'
import { useMay, useWorkspace } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { linkClass } from '../ui/TextLink.tsx'

/** Where files are loaded. */
const imports = { to: '/data' as const, search: { tab: 'imports' as const } }

const dismissedKey = 'perennial-first-steps-done'

/** What is left to do in a new workspace; goes away by itself when all of it is done. */
export function FirstSteps() {
	const [isDismissed, setDismissed] = useState(localStorage.getItem(dismissedKey) === 'yes')
	const may = useMay()
	const { data: freshness } = useFreshness()
	const { data: workspace } = useWorkspace()
	const owners = useOwners()
	if (!freshness || !workspace || workspace.demo || isDismissed || !may('data.import')) return null
	const kinds = new Set(
		freshness.kinds.filter(({ data_until }) => data_until !== null).map(({ kind }) => kind),
	)
	const has = (...names: string[]) => names.some(name => kinds.has(name))
	const steps = [
		{
			text: 'Load accounts and subscriptions',
			isDone: has('subscription', 'subscriptions'),
			...imports,
		},
		{ text: 'Load usage of the product', isDone: has('usage', 'usage_daily'), ...imports },
		{
			text: 'Load tickets, meetings and contacts',
			isDone: has('ticket', 'tickets', 'engagement', 'engagements'),
			...imports,
		},
		{ text: 'Let the day run once', isDone: freshness.as_of !== null, to: '/data' as const, search: {} },
		{
			text: 'Look at the health model and choose a preset',
			isDone: false,
			to: '/model' as const,
			search: {},
		},
		{ text: 'Invite your team', isDone: owners.length > 1, to: '/settings' as const, search: {} },
	]
	if (steps.filter(step => !step.isDone).length <= 1) return null
	return (
		<section aria-label="First steps" className="mx-6 mb-6 rounded-lg border bg-surface p-4 max-md:mx-4">
			<div className="mb-2 flex items-center">
				<h2 className="font-semibold text-14">
					First steps, {steps.filter(step => step.isDone).length} of {steps.length}
				</h2>
				<Button
					kind="quiet"
					className="ml-auto h-7 px-2 text-second"
					onClick={() => {
						localStorage.setItem(dismissedKey, 'yes')
						setDismissed(true)
					}}
				>
					Hide
				</Button>
			</div>
			<ol className="flex flex-col gap-1.5 text-13">
				{steps.map(step => (
					<li key={step.text} className="flex items-center gap-2">
						{step.isDone ? (
							<Check size={15} className="text-good" aria-label="done" />
						) : (
							<Circle size={15} className="text-second" aria-label="to do" />
						)}
						{step.isDone ? (
							<span className="text-second">{step.text}</span>
						) : (
							<Link to={step.to} search={step.search} className={linkClass}>
								{step.text}
							</Link>
						)}
					</li>
				))}
			</ol>
		</section>
	)
}
