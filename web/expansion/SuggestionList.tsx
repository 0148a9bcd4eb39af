import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Suggestion } from '../../api/opportunity-entry.ts'
import { useOwnerName, useOwners } from '../people/use-people.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatMoney } from '../ui/format-number.ts'
import { NumberField } from '../ui/NumberField.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { leverNames, sayLead } from './expansion-words.ts'
import { useAccept, useDismiss, useExpansionSettings } from './use-expansion.ts'

function paramsOf({ account_id, signal }: Suggestion) {
	return { id: account_id, signal }
}

function AcceptDialog({ suggestion, onClose }: { suggestion: Suggestion; onClose: () => void }) {
	const [amount, setAmount] = useState(suggestion.amount === null ? null : Number(suggestion.amount))
	const [owner, setOwner] = useState('')
	const owners = useOwners()
	const nameOf = useOwnerName()
	const handOff = useExpansionSettings().data?.hand_off_from ?? null
	const accept = useAccept(onClose)
	const lead = handOff === null ? 'cs' : amount === null ? null : amount >= Number(handOff) ? 'sales' : 'cs'
	const format = (value: number) => formatMoney(value, suggestion.currency ?? 'USD')
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={`Add ${suggestion.account_name ?? suggestion.account_id} to the pipeline`}
			description={suggestion.reason}
			actions={
				<Button
					kind="primary"
					isBusy={accept.isPending}
					onClick={() =>
						accept.mutate({
							params: paramsOf(suggestion),
							body: {
								amount: amount === null ? null : amount.toFixed(2),
								...(owner ? { owner_email: owner } : {}),
							},
						})
					}
				>
					Add to the pipeline
				</Button>
			}
		>
			<div className="flex flex-col gap-3 pb-2">
				<NumberField
					label={`Annual amount${suggestion.currency ? `, ${suggestion.currency}` : ''}`}
					hint={suggestion.amount_says ?? undefined}
					value={amount}
					onChange={setAmount}
					min={0}
					isOptional
				/>
				<Combobox
					label="Owner"
					hint={`Empty: ${nameOf(suggestion.owner_email) ?? 'nobody'}, or who takes over by the hand-off rule.`}
					value={owner}
					choices={owners}
					onChange={setOwner}
				/>
				<p className="text-13 text-second">{sayLead(lead, handOff, format)}</p>
			</div>
		</Dialog>
	)
}

function DismissDialog({ suggestion, onClose }: { suggestion: Suggestion; onClose: () => void }) {
	const [reason, setReason] = useState('')
	const dismiss = useDismiss(onClose)
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title={`Dismiss the suggestion for ${suggestion.account_name ?? suggestion.account_id}`}
			description="It comes back when the signal ends and opens anew."
			actions={
				<Button
					kind="primary"
					disabled={reason.trim() === ''}
					isBusy={dismiss.isPending}
					onClick={() => dismiss.mutate({ params: paramsOf(suggestion), body: { reason: reason.trim() } })}
				>
					Dismiss suggestion
				</Button>
			}
		>
			<TextArea
				label="Why not"
				hint="Whoever looks at the account later reads it."
				value={reason}
				onChange={setReason}
				maxLength={1000}
			/>
		</Dialog>
	)
}

/** What growth signals suggest, each with its reason and its two answers. */
export function SuggestionList({
	suggestions,
	today,
	mayChange,
	isOfOneAccount = false,
}: {
	suggestions: readonly Suggestion[]
	today: string
	mayChange: boolean
	isOfOneAccount?: boolean
}) {
	const [asked, setAsked] = useState<{ suggestion: Suggestion; answer: 'accept' | 'dismiss' }>()
	const nameOf = useOwnerName()
	return (
		<>
			<ul aria-label="Suggestions" className="flex flex-col">
				{suggestions.map(suggestion => (
					<li
						key={suggestion.id}
						data-suggestion={suggestion.id}
						className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 text-13"
					>
						<div className="min-w-56 flex-1">
							{!isOfOneAccount && (
								<p>
									<Link
										to="/accounts/$id"
										params={{ id: suggestion.account_id }}
										className="rounded-sm font-medium hover:text-accent"
									>
										{suggestion.account_name ?? suggestion.account_id}
									</Link>{' '}
									<span className="text-second">
										{nameOf(suggestion.owner_email) ?? 'no owner'} · ARR{' '}
										<Money value={suggestion.arr} currency={suggestion.currency} isShort />
										{suggestion.score !== null && ` · health ${suggestion.score}`}
									</span>
								</p>
							)}
							<p>
								{suggestion.reason}{' '}
								<span className="text-second">
									Suggested since <DayText value={suggestion.suggested_on} today={today} />
								</span>
							</p>
						</div>
						<div className="w-64">
							<p>
								{leverNames[suggestion.lever]}{' '}
								<Money
									value={suggestion.amount === null ? null : Math.round(Number(suggestion.amount))}
									currency={suggestion.currency}
									reason="ARR is not known"
								/>{' '}
								a year
							</p>
							<p className="text-12 text-second">{suggestion.amount_says ?? 'The amount cannot be told.'}</p>
						</div>
						<span className="w-20">
							{suggestion.lead === 'sales' && <Badge tone="accent">for sales</Badge>}
						</span>
						{mayChange && (
							<span className="flex gap-1">
								<Button onClick={() => setAsked({ suggestion, answer: 'accept' })}>Accept</Button>
								<Button kind="quiet" onClick={() => setAsked({ suggestion, answer: 'dismiss' })}>
									Dismiss
								</Button>
							</span>
						)}
					</li>
				))}
			</ul>
			{asked?.answer === 'accept' && (
				<AcceptDialog suggestion={asked.suggestion} onClose={() => setAsked(undefined)} />
			)}
			{asked?.answer === 'dismiss' && (
				<DismissDialog suggestion={asked.suggestion} onClose={() => setAsked(undefined)} />
			)}
		</>
	)
}
