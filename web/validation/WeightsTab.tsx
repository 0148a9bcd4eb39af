import { useNavigate } from '@tanstack/react-router'
import { spell } from '../accounts/spell.ts'
import type { HealthSearch } from '../health/health-search.ts'
import { draftOfText, setDraft, useDraft } from '../model/draft-store.ts'
import { useModelInForce } from '../model/use-model.ts'
import { sayProblem } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatNumber, formatSigned } from '../ui/format-number.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { showToast } from '../ui/toast-store.ts'
import { IntervalText } from './IntervalText.tsx'
import { useWeightsProposal } from './use-validation.ts'

type Proposal = NonNullable<ReturnType<typeof useWeightsProposal>['data']>['models'][number]

function ProposalPart({ proposal }: { proposal: Proposal }) {
	const { learned_from: from, judged_by: by, weights } = proposal
	return (
		<Section
			title={proposal.name}
			facts={
				weights
					? `learned from ${formatNumber(from.cases)} decisions (${formatNumber(from.churns)} churned) known by ${proposal.learned_until ? formatWholeDate(proposal.learned_until) : 'an unknown day'}`
					: undefined
			}
		>
			<p className="mb-3 max-w-3xl text-13">{proposal.says}</p>
			{!weights && (
				<p className="text-13 text-second">
					There are {formatNumber(from.cases)} earlier decisions ({formatNumber(from.churns)} churned) to
					learn from and {formatNumber(by.cases)} later ones ({formatNumber(by.churns)} churned) to judge by;
					30, and 10 of either outcome, are needed on both sides.
				</p>
			)}
			{weights && (
				<div className="grid gap-x-10 gap-y-6 xl:grid-cols-2">
					<SimpleTable
						label={`Weights of ${proposal.name}`}
						rows={weights}
						rowKey={row => row.factor}
						columns={[
							{ header: 'Factor', cell: row => row.name },
							{ header: 'Present', align: 'right', cell: row => formatNumber(row.present, 0) },
							{ header: 'Proposed', align: 'right', cell: row => formatNumber(row.proposed, 0) },
							{
								header: 'Change',
								align: 'right',
								cell: row =>
									row.is_learned ? (
										formatSigned(row.proposed - row.present, 0)
									) : (
										<span className="text-second">no data: kept</span>
									),
							},
						]}
					/>
					<div className="flex flex-col gap-4">
						<KeyValueList
							entries={[
								{
									key: 'Judged by',
									value: `${formatNumber(by.cases)} later decisions, ${formatNumber(by.churns)} churned`,
								},
								{ key: 'AUC, present', value: <IntervalText interval={proposal.auc_present} digits={3} /> },
								{ key: 'AUC, proposed', value: <IntervalText interval={proposal.auc_proposed} digits={3} /> },
								{ key: 'Difference', value: <IntervalText interval={proposal.gain} digits={3} /> },
							]}
						/>
						{proposal.by_segment.length > 0 && (
							<SimpleTable
								label={`Proposed weights of ${proposal.name} by segment`}
								rows={proposal.by_segment}
								rowKey={row => row.segment ?? ''}
								columns={[
									{ header: 'Segment', cell: row => spell(row.segment) },
									{ header: 'Decisions', align: 'right', cell: row => formatNumber(row.cases) },
									{
										header: 'Would prefer',
										cell: row => (
											<span className="text-second">
												{row.weights
													.map((weight, index) => `${weights[index]?.name ?? ''} ${weight}`)
													.join(', ')}
											</span>
										),
									},
								]}
							/>
						)}
					</div>
				</div>
			)}
		</Section>
	)
}

/** Weights that history would have preferred beside the present ones. Nothing is changed before a person applies it. */
export function WeightsTab({ onChange }: { onChange: (next: Partial<HealthSearch>) => void }) {
	const { data, error, refetch } = useWeightsProposal()
	const model = useModelInForce()
	const draft = useDraft()
	const may = useMay()
	const navigate = useNavigate()
	if (error && !data) {
		return <FailedState what="The proposal could not be read" why={sayProblem(error)} onRetry={refetch} />
	}
	if (!data) return <SkeletonRows count={6} label="Loading the proposal" />
	if (data.looked_at === null) {
		return (
			<EmptyState
				sentence="History was not looked at yet. A look learns weights from earlier decisions and judges them by later ones."
				action={<Button onClick={() => onChange({ tab: 'predict' })}>Go to “Does it predict?”</Button>}
			/>
		)
	}
	const { yaml } = data
	const isOld = model.data !== undefined && model.data.version !== data.model_version
	const takeUp = () => {
		if (!yaml || !model.data) return
		setDraft(draftOfText(model.data.version, yaml))
		showToast('The proposed weights are your draft now', { undo: () => setDraft(draft) })
		void navigate({ to: '/model', search: { tab: 'health' } })
	}
	return (
		<div className="flex max-w-6xl flex-col gap-8">
			<div className="flex flex-wrap items-center gap-3 text-13 text-second">
				<p className="min-w-56 flex-1">
					Looked at <InstantText value={data.looked_at} /> beside model version {data.model_version}. Learned
					from earlier decisions, judged by later ones on the same accounts; no weight goes below 0.
					{isOld &&
						` Version ${model.data?.version} is in force now: look at history again before you take this over.`}
				</p>
				{yaml && may('model.change') && (
					<Button kind="primary" disabled={isOld || !model.data} onClick={takeUp}>
						Make it my draft
					</Button>
				)}
			</div>
			{data.models.map(proposal => (
				<ProposalPart key={proposal.health_model} proposal={proposal} />
			))}
			<p className="max-w-3xl text-12 text-second">
				A draft changes nothing either: it is compared with the model in force, on today’s accounts and on
				history, before somebody applies it.
			</p>
		</div>
	)
}
