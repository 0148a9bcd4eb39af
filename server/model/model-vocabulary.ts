import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { shippedPolicies } from '../../core/catalog/revenue-policies.ts'
import { renderTemplate } from '../../core/delivery/render-template.ts'
import { checkMetrics } from '../../core/metrics/check-metrics.ts'
import type { ModelVocabulary } from '../../core/operating-model/check-model.ts'
import { sampleFields } from '../../core/playbooks/template-fields.ts'
import { derivedSignalNames } from '../../core/signals/derived-values.ts'

/** What a model may speak of: the metrics that ship and the values that follow from scores. */
export const modelVocabulary: ModelVocabulary = {
	metrics: shippedMetrics,
	policies: shippedPolicies.map(({ id }) => id),
	signalNames: derivedSignalNames,
	checkMetrics,
	checkTemplate: text => {
		const rendered = renderTemplate(text, { ...sampleFields })
		return 'problem' in rendered ? rendered.problem : undefined
	},
}
