import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { listAccountRenewals } from '../../api/renewals.ts'
import { questionTexts } from '../../core/renewals/question-texts.ts'
import { RenewalSheet } from '../renewals/RenewalSheet.tsx'
import { categoryTones, stageNames } from '../renewals/renewal-words.ts'
import { useAccountQuestions } from '../renewals/use-contract-questions.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { DayText, Money, Percent } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { type KeyValue, KeyValueList } from '../ui/KeyValueList.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Unknown } from '../ui/Unknown.tsx'

const sides = [
	['CSM', 'csm'],
	['manager', 'manager'],
	['model', 'model'],
] as const

function Calls({ entry }: { entry: RenewalEntry }) {
	return (
		<span className="flex flex-wrap items-center gap-x-3 gap-y-1">
			{sides.map(([name, side]) => {
				const said = entry.calls[side]
				return (
					<span key={side} className="inline-flex items-center gap-1.5">
						<span className="text-second">{name}</span>
						{said ? (
							<Badge tone={categoryTones[said.category]}>{said.category}</Badge>
						) : (
							<Unknown reason={`No call of the ${name} yet`} />
						)}
					</span>
				)
			})}
		</span>
	)
}

/** The decision that comes next: where it stands and what is due. */
function NextRenewal({ entry, today, onOpen }: { entry: RenewalEntry; today: string; onOpen: () => void }) {
	const { currency, step, next_step: next } = entry
	const entries: KeyValue[] = [
		{ key: 'Due', value: <DayText value={entry.renewal_on} today={today} withRelative /> },
		{ key: 'Stage', value: stageNames[entry.stage] },
		{
			key: 'Target',
			value: <Money value={entry.target_amount} currency={currency} reason="No amount is known" />,
		},
		{
			key: 'Forecast',
			value: (
				<>
					<Money value={entry.forecast_amount} currency={currency} reason="Nobody said one yet" />
					<span className="text-second">
						{' '}
						if it renews, <Percent value={entry.probability} digits={0} reason="Nothing to tell it from" />
					</span>
				</>
			),
		},
		{ key: 'Calls', value: <Calls entry={entry} /> },
		{
			key: 'Step',
			value: step ? (
				<>
					{step.name}
					<span className="text-second">
						{' '}
						· done when {step.done_when.replace(/^./, a => a.toLowerCase())}
					</span>
				</>
			) : next ? (
				<>
					{next.name} on <DayText value={next.on} today={today} />
				</>
			) : (
				<Unknown reason="No step is set up" />
			),
		},
	]
	return (
		<div className="mb-4 flex flex-col gap-3 rounded-md border p-4">
			{[entry.disagreement, ...entry.questions.map(question => questionTexts[question])].map(
				note =>
					note && (
						<p key={note} role="note" className="rounded-md bg-watch-soft px-3 py-2 text-13 text-watch">
							{note}
						</p>
					),
			)}
			<KeyValueList entries={entries} />
			<Button className="self-start" onClick={onOpen}>
				Open the renewal
			</Button>
		</div>
	)
}

/** What was decided, and what is open beside the next. */
function RenewalTable({
	renewals,
	today,
	onOpen,
}: {
	renewals: readonly RenewalEntry[]
	today: string
	onOpen: (id: string) => void
}) {
	return (
		<SimpleTable
			label="Renewals"
			rows={renewals}
			rowKey={renewal => renewal.id}
			columns={[
				{
					header: 'Date',
					cell: renewal => (
						<button
							type="button"
							className="min-h-6 rounded-sm text-left text-accent hover:underline"
							onClick={() => onOpen(renewal.id)}
						>
							<DayText value={renewal.renewal_on} today={today} withRelative />
						</button>
					),
				},
				{ header: 'Stage', cell: renewal => stageNames[renewal.stage] },
				{
					header: 'Target',
					align: 'right',
					cell: renewal => <Money value={renewal.target_amount} currency={renewal.currency} />,
				},
				{
					header: 'Final',
					align: 'right',
					cell: renewal => (
						<Money value={renewal.final_amount} currency={renewal.currency} reason="Not decided yet" />
					),
				},
				{ header: 'Reason', isExtra: true, cell: renewal => renewal.reason ?? '' },
			]}
		/>
	)
}

/** What is asked about the account's contracts, because no renewal can be made of them as they are. */
function AccountQuestions({ id }: { id: string }) {
	const { data, error } = useAccountQuestions(id)
	if (error && !data) {
		return (
			<p role="note" className="mb-3 text-13 text-second">
				Whether its contracts lack something could not be read.
			</p>
		)
	}
	return (data?.questions ?? []).map(({ question, total }) => {
		const lines = data?.items.filter(item => item.question === question).map(item => item.line_id) ?? []
		return (
			<p key={question} role="note" className="mb-3 rounded-md bg-watch-soft px-3 py-2 text-13 text-watch">
				{questionTexts[question]} <span className="wrap-anywhere">{lines.join(', ')}</span>
				{total > lines.length && ` and ${formatNumber(total - lines.length)} more`}
			</p>
		)
	})
}

/** What is asked about the contracts of an account, and the decisions on them. */
export function RenewalPanel({ id, today }: { id: string; today: string }) {
	return (
		<>
			<AccountQuestions id={id} />
			<RenewalDecisions id={id} today={today} />
		</>
	)
}

/** Decisions on the contracts of an account: the next one first, then all others. */
function RenewalDecisions({ id, today }: { id: string; today: string }) {
	const renewals = useCall(listAccountRenewals, { params: { id } })
	const may = useMay()
	const [open, setOpen] = useState<string>()
	const { data } = renewals
	if (renewals.error && !data) {
		return (
			<FailedState
				what="The renewals could not be read"
				why={sayProblem(renewals.error)}
				onRetry={renewals.refetch}
			/>
		)
	}
	if (!data) return <Skeleton className="h-24 w-full" />
	if (data.items.length === 0) {
		return (
			<p className="text-13 text-second">
				No renewal is open or decided. One opens by itself 120 days before a contract ends; all that are open
				stand in{' '}
				<Link to="/renewals" className="text-accent underline">
					Renewals
				</Link>
				.
			</p>
		)
	}
	const next = data.items.find(({ outcome }) => outcome === null)
	const others = data.items.filter(item => item !== next).reverse()
	return (
		<>
			{next && <NextRenewal entry={next} today={today} onOpen={() => setOpen(next.id)} />}
			{others.length > 0 && <RenewalTable renewals={others} today={today} onOpen={setOpen} />}
			{open && (
				<RenewalSheet
					key={open}
					id={open}
					mayChange={may('renewals.change')}
					onClose={() => setOpen(undefined)}
				/>
			)}
		</>
	)
}
