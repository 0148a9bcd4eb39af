import type { TrainingReport } from './training-report.ts'

/** An area under the curve that nobody reaches by foreseeing: the model sees the answer. */
const impossibleAuc = 0.97

function digits(value: number, places = 3): string {
	return value.toFixed(places)
}

/** What a training comes to, in sentences. */
export function sayTraining(report: TrainingReport): string[] {
	const { auc, trainedOn, testedOn, outcome } = report
	if (!auc) {
		return [
			`Not enough history: ${trainedOn.outcomes} of ${trainedOn.rows} cases to learn from and ${testedOn.outcomes} of ${testedOn.rows} later ones ended in ${outcome}. At least 10 of either outcome are needed on both sides; until then the rates by band are used.`,
		]
	}
	const first = `On ${testedOn.rows} later cases (${testedOn.outcomes} ended in ${outcome}) the model has an AUC of ${digits(auc.value)} (${digits(auc.low)} to ${digits(auc.high)}).`
	const leak =
		auc.value > impossibleAuc
			? [
					`That is too good to be foresight: look for a metric that only becomes known with the outcome. The strongest is ${report.strongest[0]?.metric}.`,
				]
			: []
	return [first, ...leak, ...report.baselines.map(baseline => sayBaseline(baseline))]
}

function sayBaseline({ name, auc, gain }: TrainingReport['baselines'][number]): string {
	if (!gain) return `Against ${name} alone (AUC ${digits(auc)}) it cannot be compared.`
	const range = `${digits(gain.low)} to ${digits(gain.high)}`
	if (gain.low > 0) {
		return `It adds to ${name} alone (AUC ${digits(auc)}): ${digits(gain.value)} more (${range}).`
	}
	if (gain.high < 0) {
		return `It is worse than ${name} alone (AUC ${digits(auc)}): ${digits(gain.value)} (${range}).`
	}
	return `It adds nothing to ${name} alone (AUC ${digits(auc)}): the difference of ${digits(gain.value)} (${range}) holds 0.`
}
