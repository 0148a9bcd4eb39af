import { type Figures, renewalRatioBenchmark, type ScoreEvaluation } from './evaluate-score.ts'
import { leastCases, leastOfEither } from './judge-score.ts'

function percent(share: number): string {
	return `${Math.round(share * 100)} %`
}

function digits(value: number, places = 2): string {
	return Number.isFinite(value) ? value.toFixed(places) : '∞'
}

function sayVerdict({ verdict, auc, cases, churns, unscored }: Figures): string {
	if (!auc) {
		return `Not enough history: ${cases} decided, ${churns} of them churned, ${unscored} without a score. At least ${leastCases} with a score are needed, ${leastOfEither} of either outcome.`
	}
	const interval = `AUC ${digits(auc.value)} (${digits(auc.low)} to ${digits(auc.high)})`
	if (verdict === 'predicts') return `The score predicts: ${interval}.`
	if (verdict === 'predicts weakly')
		return `The score predicts weakly: ${interval}; for more the whole interval must lie above 0.65 and good must renew more than watch and alarm.`
	return `The score is decoration: ${interval} holds 0.5, what chance alone would give.`
}

function sayRatio({ renewalRatio, highestRenewalRatio }: Figures): string[] {
	if (!renewalRatio) return []
	const highest =
		highestRenewalRatio === null
			? ''
			: `; the highest that this churn allows is ${digits(highestRenewalRatio)}`
	return [
		`Good renews ${digits(renewalRatio.value)} times as often as watch and alarm (${digits(renewalRatio.low)} to ${digits(renewalRatio.high)}). The usual benchmark is ${renewalRatioBenchmark}${highest}.`,
	]
}

function sayRecall({ flaggedShare, recallLogos, recallAmount }: Figures): string[] {
	if (flaggedShare === null || !recallLogos) return []
	const money = recallAmount ? ` and ${percent(recallAmount.value)} of the money lost` : ''
	return [
		`Flagging ${percent(flaggedShare)} of the accounts caught ${percent(recallLogos.value)} of those who churned${money}; in the field 60–70 % are caught.`,
	]
}

/** What an evaluation comes to, in sentences. */
export function sayValidation(evaluation: ScoreEvaluation): string[] {
	return [sayVerdict(evaluation), ...sayRatio(evaluation), ...sayRecall(evaluation)]
}
