import { shippedMetrics } from '../../core/catalog/metrics.ts'
import { checkMetrics } from '../../core/metrics/check-metrics.ts'
import type { ModelVocabulary } from '../../core/operating-model/check-model.ts'
import { derivedSignalNames } from '../../core/signals/derived-values.ts'

/** What a model may speak of: the metrics that ship and the values that follow from scores. */
export const modelVocabulary: ModelVocabulary = {
	metrics: shippedMetrics,
	signalNames: derivedSignalNames,
	checkMetrics,
}
