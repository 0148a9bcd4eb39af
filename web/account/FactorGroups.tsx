import { ChevronRight } from 'lucide-react'
import { MetricValue } from '../metrics/MetricValue.tsx'
import { DayText } from '../ui/Amounts.tsx'
import { sayDays } from '../ui/format-day.ts'
import { formatNumber } from '../ui/format-number.ts'
import { sayEvents } from './say-entry.ts'
import type { Explanation, Factor } from './use-account.ts'

const fillWords: Record<string, string> = {
	spread: 'Its weight is spread over the other factors.',
	neutral: 'It counts with 50 points.',
	zero: 'It counts with 0 points.',
	required: 'Without it there is no score.',
}

/** Points that each group's data moved the score by, over the time compared. */
function movedBy(explanation: Explanation, members: readonly Factor[]): number {
	const ids = new Set(members.map(({ id }) => id))
	return explanation.change.parts
		.filter(({ kind, factor }) => kind === 'data' && factor !== null && ids.has(factor))
		.reduce((sum, part) => sum + part.shown_points, 0)
}

function Bar({ share }: { share: number }) {
	return (
		<div aria-hidden="true" className="h-2 w-full overflow-hidden rounded-full bg-hover">
			<div
				className="h-full rounded-full bg-accent"
				style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }}
			/>
		</div>
	)
}

/** Why a factor has no value of its own; undefined where it has one. A line that opens can hold no button. */
function sayUnknown(factor: Factor): string | undefined {
	if (!factor.filled_by && !factor.unknown) return undefined
	const fill = factor.filled_by ? (fillWords[factor.filled_by] ?? '') : ''
	return `${factor.unknown ?? 'Unknown'}. ${fill}`.trim()
}

const staleText = 'The data of this factor are older than they should be.'

function FactorFacts({ factor, today }: { factor: Factor; today: string }) {
	return (
		<div className="mb-2 ml-6 border-l pl-3 text-12">
			{sayUnknown(factor) && <p className="text-watch">{sayUnknown(factor)}</p>}
			{factor.stale && <p className="text-watch">{staleText}</p>}
			<p className="text-second">{factor.meaning}</p>
			{factor.notes.map(note => (
				<p key={note} className="text-second">
					{note}
				</p>
			))}
			<ul className="mt-1 flex flex-col gap-0.5">
				{factor.facts.map((fact, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: facts of one metric may repeat and never move
					<li key={index} className="flex gap-3">
						<span className="w-20 shrink-0 text-second">
							<DayText value={fact.on} today={today} />
						</span>
						<span className="min-w-0 break-words">{sayDays(sayEvents(fact.what), today)}</span>
					</li>
				))}
			</ul>
			{factor.more_facts > 0 && <p className="text-second">and {formatNumber(factor.more_facts)} more</p>}
			{factor.facts.length === 0 && <p className="mt-1">No fact in its window.</p>}
		</div>
	)
}

interface LineProps {
	factor: Factor
	currency: string | null
	today: string
}

function FactorValue({ factor, currency }: Pick<LineProps, 'factor' | 'currency'>) {
	if (!factor.filled_by && !factor.unknown) {
		return <MetricValue value={factor.value} unit={factor.unit} currency={currency} />
	}
	return (
		<span title={sayUnknown(factor)}>
			<span aria-hidden="true">–</span>
			<span className="sr-only">unknown</span>
		</span>
	)
}

function Chevron() {
	return (
		<ChevronRight
			size={13}
			aria-hidden="true"
			className="text-second transition-transform duration-120 group-open/factor:rotate-90"
		/>
	)
}

function FactorName({ factor }: { factor: Factor }) {
	return (
		<span className="truncate">
			{factor.name}
			{factor.stale && (
				<span title={staleText} className="ml-1.5 text-12 text-watch">
					stale
				</span>
			)}
		</span>
	)
}

/** One factor of a group of several. */
function FactorLine({ factor, currency, today }: LineProps) {
	return (
		<details className="group/factor">
			<summary className="grid h-7 list-none grid-cols-[16px_1fr_auto_86px] items-center gap-2 rounded-sm text-13 hover:bg-hover">
				<Chevron />
				<FactorName factor={factor} />
				<span className="text-second">
					<FactorValue factor={factor} currency={currency} />
				</span>
				<span className="pr-6 text-right text-second">
					{factor.shown_contribution === null ? '–' : formatNumber(factor.shown_contribution, 1)} /{' '}
					{formatNumber(factor.weight_share * 100)}
				</span>
			</summary>
			<FactorFacts factor={factor} today={today} />
		</details>
	)
}

interface GroupNumbers {
	contribution: number | null
	shown: number | null
	possible: number
	moved: number
	since: string
}

function GroupPoints({ shown, possible, moved, since }: GroupNumbers) {
	return (
		<span className="whitespace-nowrap text-right">
			{shown === null ? '–' : formatNumber(shown)}
			<span className="text-second"> of {formatNumber(possible)}</span>
			<span className="inline-block w-6 text-right">
				{Math.abs(moved) >= 0.5 && (
					<span
						title={`${moved > 0 ? 'Up' : 'Down'} ${formatNumber(Math.abs(moved), 1)} points since ${since}`}
					>
						{moved > 0 ? '↑' : '↓'}
						<span className="sr-only">{moved > 0 ? 'up' : 'down'}</span>
					</span>
				)}
			</span>
		</span>
	)
}

const groupGrid =
	'grid items-center gap-x-3 text-13 grid-cols-[1fr_auto_104px] sm:grid-cols-[minmax(110px,150px)_1fr_90px_104px]'

/** A group of several factors: its own line, its factors below. */
function GroupBlock({
	name,
	members,
	numbers,
	currency,
	today,
}: {
	name: string
	members: readonly Factor[]
	numbers: GroupNumbers
	currency: string | null
	today: string
}) {
	const bar = <Bar share={numbers.possible > 0 ? (numbers.contribution ?? 0) / numbers.possible : 0} />
	const [only] = members
	if (only && members.length === 1) {
		return (
			<details className="group/factor">
				<summary className={`${groupGrid} min-h-8 list-none rounded-sm hover:bg-hover`}>
					<span className="flex min-w-0 items-center gap-1.5 font-medium">
						<Chevron />
						<FactorName factor={only} />
					</span>
					<div className="max-sm:hidden">{bar}</div>
					<span className="text-right text-second">
						<FactorValue factor={only} currency={currency} />
					</span>
					<GroupPoints {...numbers} />
				</summary>
				<FactorFacts factor={only} today={today} />
			</details>
		)
	}
	return (
		<div>
			<div className={`${groupGrid} min-h-8`}>
				<span className="font-medium">{name}</span>
				<div className="max-sm:hidden">{bar}</div>
				<span />
				<GroupPoints {...numbers} />
			</div>
			{members.map(factor => (
				<FactorLine key={factor.id} factor={factor} currency={currency} today={today} />
			))}
		</div>
	)
}

/** The ingredients of the score: a bar per group, opening to its factors and their facts. */
export function FactorGroups({
	explanation,
	currency,
	today,
}: {
	explanation: Explanation
	currency: string | null
	today: string
}) {
	return (
		<div className="min-w-0">
			<h3 className="mb-2 text-13 font-medium">
				Why {explanation.score ?? 'there is no score'}
				<span className="ml-2 font-normal text-second">points of what is possible</span>
			</h3>
			<div className="flex flex-col">
				{explanation.groups.map(group => {
					const members = explanation.factors.filter(factor => factor.group === group.group)
					return (
						<GroupBlock
							key={group.group}
							name={group.group}
							members={members}
							currency={currency}
							today={today}
							numbers={{
								contribution: group.contribution,
								shown: group.shown_contribution,
								possible: members.reduce((sum, factor) => sum + factor.weight_share, 0) * 100,
								moved: movedBy(explanation, members),
								since: explanation.change.since,
							}}
						/>
					)
				})}
			</div>
		</div>
	)
}
