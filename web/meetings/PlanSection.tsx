import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContractOutput } from '../../api/contract.ts'
import { getBusinessReview, saveBusinessReviewPlan } from '../../api/meetings.ts'
import { useOwnerName } from '../people/use-people.ts'
import { refresh, sayProblem } from '../session/call-query.ts'
import { presentOf } from '../session/changed-meanwhile.ts'
import { useChange } from '../session/use-change.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { ConflictDialog } from '../ui/ConflictDialog.tsx'
import { Section } from '../ui/Section.tsx'
import { TextArea } from '../ui/TextField.tsx'
import { AgreeForm } from './AgreeForm.tsx'
import { AgreementsTable } from './AgreementsTable.tsx'

type Pack = ContractOutput<typeof getBusinessReview>

function PlanText({ pack }: { pack: Pack }) {
	const client = useQueryClient()
	const [draft, setDraft] = useState<{ text: string; seen: string }>()
	const save = useChange(saveBusinessReviewPlan, {
		done: 'Plan saved',
		refreshes: [getBusinessReview],
		onSuccess: () => setDraft(undefined),
		isFailureShown: true,
	})
	const params = { id: pack.account.id, quarter: pack.quarter }
	const { text } = pack.plan
	if (!draft) {
		return (
			<>
				{text ? (
					<p className="whitespace-pre-wrap break-words text-14">{text}</p>
				) : (
					<p className="text-13 text-second">Nothing is written down yet.</p>
				)}
				{pack.may_change && (
					<Button className="screen-only mt-2" onClick={() => setDraft({ text, seen: text })}>
						{text ? 'Change the plan' : 'Write the plan'}
					</Button>
				)}
			</>
		)
	}
	const theirs = presentOf(save.error)?.text
	return (
		<div className="screen-only flex flex-col gap-2">
			<TextArea
				label="Plan"
				hint="The customer reads it in the pack."
				rows={8}
				maxLength={20_000}
				value={draft.text}
				onChange={next => setDraft({ ...draft, text: next })}
			/>
			<div className="flex gap-2">
				<Button
					kind="primary"
					isBusy={save.isPending}
					onClick={() => save.mutate({ params, body: { text: draft.text, seen: { text: draft.seen } } })}
				>
					Save plan
				</Button>
				<Button onClick={() => setDraft(undefined)}>Cancel</Button>
			</div>
			{save.error && typeof theirs !== 'string' && (
				<p role="alert" className="text-12 text-alarm">
					{sayProblem(save.error)}
				</p>
			)}
			{typeof theirs === 'string' && (
				<ConflictDialog
					conflicts={[{ label: 'Plan', theirs, mine: draft.text }]}
					isBusy={save.isPending}
					onTheirs={() => {
						setDraft(undefined)
						save.reset()
						void refresh(client, getBusinessReview)
					}}
					onMine={() => save.mutate({ params, body: { text: draft.text, seen: { text: theirs } } })}
					onClose={() => save.reset()}
				/>
			)}
		</div>
	)
}

/** What was agreed with the customer: free text with its versions, and tasks. */
export function PlanSection({ pack, today }: { pack: Pack; today: string }) {
	const nameOf = useOwnerName()
	const { plan, plan_versions: versions } = pack
	return (
		<Section
			id="plan"
			title="Plan for the coming quarter"
			facts={
				plan.saved_at && (
					<>
						version {plan.version}, {nameOf(plan.saved_by)}, <InstantText value={plan.saved_at} />
					</>
				)
			}
		>
			<PlanText pack={pack} />
			{versions.length > 0 && (
				<details className="screen-only mt-2 text-13">
					<summary className="min-h-6 cursor-pointer text-second">
						Earlier versions ({versions.length})
					</summary>
					<ul>
						{versions.map(version => (
							<li key={version.version} className="border-b py-2">
								<p className="text-12 text-second">
									version {version.version}, {nameOf(version.saved_by)},{' '}
									<InstantText value={version.saved_at} />
								</p>
								<p className="whitespace-pre-wrap break-words">{version.text || '(empty)'}</p>
							</li>
						))}
					</ul>
				</details>
			)}
			{pack.agreements.length > 0 && (
				<div className="mt-4">
					<AgreementsTable label="What we agreed" agreements={pack.agreements} today={today} />
				</div>
			)}
			{pack.may_change && (
				<AgreeForm
					accounts={[pack.account]}
					agreeing={{ meeting: 'business_review', quarter: pack.quarter }}
					today={today}
				/>
			)}
		</Section>
	)
}
