import { spell } from '../accounts/spell.ts'
import { DayText } from '../ui/Amounts.tsx'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { formatCount } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import type { WholeRenewal } from './use-renewals.ts'

type Step = WholeRenewal['steps'][number]

const tones: Record<Step['state'], Tone> = {
	done: 'good',
	due: 'watch',
	coming: 'neutral',
	skipped: 'neutral',
	passed: 'neutral',
}

/** The way to the decision: what is due when, and how one knows that it is done. */
export function RenewalSteps({ whole, today }: { whole: WholeRenewal; today: string }) {
	const { steps, checkpoints } = whole
	const missed = checkpoints.filter(({ on, called }) => on <= today && !called)
	return (
		<Section
			title="Steps"
			facts={
				checkpoints.length > 0 &&
				(missed.length === 0
					? 'every call so far was made'
					: `${formatCount(missed.length, 'checkpoint')} without a call`)
			}
		>
			<ol className="flex flex-col">
				{steps.map(step => (
					<li
						key={step.id}
						aria-current={step.state === 'due' ? 'step' : undefined}
						className="flex gap-3 border-b py-2 text-13"
					>
						<span className="w-16 shrink-0 text-second">
							{step.days_before === 0 ? 'the day' : `${step.days_before} days`}
						</span>
						<span className="min-w-0 flex-1">
							<span className="font-medium">{step.name}</span>
							<span className="block text-12 text-second">
								{step.owner === 'csm' ? 'CSM' : spell(step.owner)} · done when{' '}
								{step.done_when.replace(/^./, first => first.toLowerCase())}
							</span>
						</span>
						<span className="flex flex-col items-end gap-0.5 text-12 text-second">
							<Badge tone={tones[step.state]}>{step.state}</Badge>
							<DayText value={step.done_on ?? step.on} today={today} />
						</span>
					</li>
				))}
			</ol>
		</Section>
	)
}
