import { describe, expect, it } from 'vitest'
import { shippedMetrics } from '../catalog/metrics.ts'
import { checkMetrics } from '../metrics/check-metrics.ts'
import { derivedSignalNames } from '../signals/derived-values.ts'
import type { ModelVocabulary } from './check-model.ts'
import { parseModel } from './parse-model.ts'

const vocabulary: ModelVocabulary = { metrics: shippedMetrics, signalNames: derivedSignalNames, checkMetrics }

const small = `
serviceLevels:
  - id: pooled
    name: Pooled
    coverage: pooled
    reviewsPerYear: 2
    accountsPerCsm: { from: 50, to: 80 }
    arrPerCsm: { from: 3000000, to: null }
segments:
  - { id: large, name: Large, when: 'arr >= 50000', serviceLevel: pooled }
  - { id: other, name: Other, serviceLevel: pooled }
lifecycleStages:
  - id: onboarding
    name: Onboarding
    enter: tenure_days < 84
    success: Works
    usualDurationDays: 84
metrics:
  - id: exports_28d
    name: Exports
    meaning: How often data were exported.
    source: usage
    aggregate: count
    windowDays: 28
healthModels:
  - id: young
    name: Young
    when: stage = "onboarding" and exports_28d is known
    factors:
      - &usage
        id: usage
        name: Usage
        group: Usage
        metric: exports_28d
        weight: 2
        scale: { kind: rank, better: more }
    bands: &bands
      - { id: good, name: Good, from: 50, level: good, risk: low, action: None }
      - { id: bad, name: Bad, from: 0, level: alarm, risk: high, action: Call }
  - id: standard
    name: Standard
    factors:
      - *usage
      - id: support
        name: Support
        group: Support
        metric: tickets_open
        weight: 1
        scale: { kind: breakpoints, points: [[0, 100], [10, 0]] }
    bands: *bands
signals:
  - id: exports_down
    name: Exports down
    kind: usage
    when: exports_28d < least and segment = "large"
    thresholds: { least: 5 }
    overrides: { other: { least: 2 } }
    metric: exports_28d
    level: watch
    reason: Few exports
`.trimStart()

/**
 * Problems of the small model after one text in it is replaced by another, as `line:column path: message`; `here:` for
 * the place that a ¦ in the new text marks.
 */
function problemsAfter(from: string | RegExp, to: string): string[] {
	const marked = small.replace(from, to)
	if (marked === small) throw new Error(`expected "${from}" in the model`)
	const before = marked.split('¦', 2)[0] ?? ''
	const here = `${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`
	const parsed = parseModel(marked.replace('¦', ''), vocabulary)
	if (parsed.ok) return []
	return parsed.problems.map(({ line, column, path, message }) => {
		const place = `${line}:${column}`
		return `${marked.includes('¦') && place === here ? 'here' : place} ${path}: ${message}`
	})
}

describe('parseModel', () => {
	it('reads a model and fills in what is usual', () => {
		const parsed = parseModel(small, vocabulary)
		expect(parsed.ok ? [] : parsed.problems).toEqual([])
		if (!parsed.ok) return
		expect(parsed.model.settings.automaticTasksPerDay).toBe(8)
		expect(parsed.model.healthModels[1]?.factors.map(factor => factor.id)).toEqual(['usage', 'support'])
		expect(parsed.model.healthModels[1]).toMatchObject({
			minimumCoverage: 0.6,
			factors: [{ missing: 'spread' }, {}],
		})
	})

	it.each<[string, string | RegExp, string, string]>([
		['YAML that is none', 'name: Large', 'name: Large: ¦', 'this is not YAML'],
		[
			'a key twice',
			'name: Other',
			'name: Other, ¦name: Other',
			'here : this is not YAML: Map keys must be unique',
		],
		[
			'a key that does not exist',
			'weight: 1',
			'¦wieght: 1',
			'here healthModels.standard.factors.support.wieght: there is no "wieght" here; did you mean "weight"?',
		],
		[
			'a section that does not exist',
			'healthModels:',
			'¦healthModel:',
			'here healthModel: there is no "healthModel" here; did you mean "healthModels"?',
		],
		[
			'a missing key',
			'id: support\n        name: Support',
			'¦id: support',
			'here healthModels.standard.factors.support.name: expected text for "name", found nothing',
		],
		[
			'a wrong type',
			'weight: 1',
			'weight: ¦many',
			'here healthModels.standard.factors.support.weight: expected a number, found "many"',
		],
		[
			'a negative weight',
			'weight: 1',
			'weight: ¦-1',
			'here healthModels.standard.factors.support.weight: expected at least 0, found -1',
		],
		[
			'a wrong choice',
			'level: watch',
			'level: ¦wacth',
			'here signals.exports_down.level: expected one of good, fine, watch, alarm, found "wacth"; did you mean "watch"?',
		],
		[
			'a scale that does not exist',
			'kind: rank',
			'kind: ¦ranks',
			'here healthModels.young.factors.usage.scale.kind: expected one of breakpoints, rank, found "ranks"',
		],
		[
			'a window of 0 days',
			'windowDays: 28',
			'windowDays: ¦0',
			'here metrics.exports_28d.windowDays: expected at least 1, found 0',
		],
		[
			'points over 100',
			'[10, 0]',
			'[10, ¦101]',
			'here healthModels.standard.factors.support.scale.points.2.2: expected at most 100, found 101',
		],
		[
			'a metric that does not exist',
			'metric: tickets_open',
			'metric: ¦ticket_open',
			'here healthModels.standard.factors.support.metric: there is no metric "ticket_open"; did you mean "tickets_open"?',
		],
		[
			'a shipped metric again',
			'- id: exports_28d',
			'- id: ¦logins_28d',
			'here metrics.logins_28d.id: "logins_28d" is the name of a metric that ships',
		],
		[
			'a metric twice',
			'healthModels:',
			'  - { id: ¦exports_28d, name: X, meaning: X, source: usage, aggregate: count, windowDays: 7 }\nhealthModels:',
			'here metrics.exports_28d.id: the id stands twice',
		],
		[
			'a metric called like a field',
			'- id: exports_28d',
			'- id: ¦industry',
			'here metrics.industry.id: "industry" is a name that conditions use',
		],
		[
			'a metric called like a word of conditions',
			'- id: exports_28d',
			'- id: ¦between',
			'here metrics.between.id: "between" is a word of the condition language',
		],
		[
			'a change without a window',
			'windowDays: 28',
			'change: relative',
			'metrics.exports_28d.id: a change, an offset or a value per week needs windowDays',
		],
		[
			'a service level that does not exist',
			"'arr >= 50000', serviceLevel: pooled",
			"'arr >= 50000', serviceLevel: ¦poled",
			'here segments.large.serviceLevel: there is no service level "poled"; did you mean "pooled"?',
		],
		[
			'a condition that ends too soon',
			"'arr >= 50000'",
			"'arr >=¦'",
			'here segments.large.when: expected a name',
		],
		[
			'a condition with an unknown name',
			'tenure_days < 84',
			'arr > 1 or ¦tenur_days < 84',
			'here lifecycleStages.onboarding.enter: there is no metric or field "tenur_days"; did you mean "tenure_days"? (character 12)',
		],
		[
			'a quoted condition with an unknown name',
			"'arr >= 50000'",
			"'¦aarr >= 50000'",
			'here segments.large.when: there is no metric or field "aarr"',
		],
		[
			'a condition in a block',
			'enter: tenure_days < 84',
			'enter: ¦>-\n      arr > 1 or\n      tenur_days < 84',
			'here lifecycleStages.onboarding.enter: there is no metric or field "tenur_days"',
		],
		[
			'a stage that does not exist',
			'"onboarding" and',
			'¦"onbording" and',
			'here healthModels.young.when: there is no stage "onbording"; did you mean "onboarding"?',
		],
		[
			'a segment that does not exist',
			'segment = "large"',
			'segment = ¦"lage"',
			'here signals.exports_down.when: there is no segment "lage"; did you mean "large"?',
		],
		[
			'a segment of overrides that does not exist',
			'{ other: { least',
			'{ ¦othr: { least',
			'here signals.exports_down.overrides.othr: there is no segment "othr"; did you mean "other"?',
		],
		[
			'an override of no threshold',
			'other: { least: 2',
			'other: { ¦leats: 2',
			'here signals.exports_down.overrides.other.leats: "leats" is no threshold of this signal; did you mean "least"?',
		],
		[
			'a threshold that is not used',
			'thresholds: { least: 5',
			'thresholds: { most: ¦1, least: 5',
			'here signals.exports_down.thresholds.most: the threshold "most" does not occur in the condition',
		],
		[
			'a threshold called like a metric',
			'thresholds: { least: 5',
			'thresholds: { arr: ¦1, least: 5',
			'here signals.exports_down.thresholds.arr: a threshold cannot be called "arr"',
		],
		[
			'a signal that shows nothing there is',
			'metric: exports_28d\n    level',
			'metric: ¦export_28d\n    level',
			'here signals.exports_down.metric: there is no metric "export_28d" to show; did you mean "exports_28d"?',
		],
		[
			'a signal that yields to none',
			'reason: Few exports',
			'reason: Few exports\n    weakerThan: [¦export_down]',
			'here signals.exports_down.weakerThan.1: expected the id of another signal, found "export_down"',
		],
		[
			'what is decided later',
			'tenure_days < 84',
			'¦score < 40',
			'here lifecycleStages.onboarding.enter: "score" is not known yet',
		],
		[
			'two defaults',
			'name: Young\n    when: stage = "onboarding" and exports_28d is known',
			'name: Young',
			'healthModels.standard.id: expected each account to have one health model, but "young" and "standard" both have no condition',
		],
		[
			'the same condition twice',
			'name: Standard',
			'name: Standard\n    when: ¦stage="onboarding"   and (exports_28d is known)',
			'here healthModels.standard.when: expected each account to have one health model, but "young" and "standard" both claim the same accounts',
		],
		[
			'no default',
			'name: Standard',
			'name: Standard\n    when: arr > 1',
			'healthModels.standard: expected a last health model without "when"',
		],
		[
			'a segment behind the default',
			"when: 'arr >= 50000', serviceLevel: pooled }\n  - { id: other, name: Other",
			'serviceLevel: pooled }\n  - { id: ¦other, name: Other, when: arr > 1',
			'here segments.other.id: "other" is never reached: "large" before it has no condition',
		],
		[
			'weights of 0',
			/weight: \d/g,
			'weight: 0',
			'healthModels.young.factors: expected weights that sum to more than 0',
		],
		[
			'bands that begin above 0',
			'from: 0, level: alarm',
			'from: 10, level: alarm',
			'healthModels.young.bands: expected a band from 0, found none below 10',
		],
		[
			'bands that overlap',
			'from: 50, level',
			'from: 0, level',
			'healthModels.young.bands.bad.from: expected bands that do not overlap, found "good" and "bad" both from 0',
		],
		[
			'a band called unknown',
			'id: bad',
			'id: ¦unknown',
			'here healthModels.young.bands.unknown.id: a band cannot be called "unknown"',
		],
		[
			'a better level in a lower band',
			'level: good, risk: low',
			'level: fine, risk: low, action: None }\n      - { id: odd, name: Odd, from: 20, level: ¦good, risk: low',
			'here healthModels.young.bands.odd.level: expected a level no better than that of "good" above it (fine), found good',
		],
		[
			'a lower risk in a lower band',
			'level: good, risk: low',
			'level: good, risk: medium, action: None }\n      - { id: odd, name: Odd, from: 20, level: fine, risk: ¦low',
			'here healthModels.young.bands.odd.risk: expected a risk no lower than that of "good" above it (medium), found low',
		],
		[
			'breakpoints out of order',
			'[[0, 100], [10, 0]]',
			'[[10, 0], ¦[0, 100]]',
			'here healthModels.standard.factors.support.scale.points.2: expected breakpoints in ascending order of value, found 0 after 10',
		],
		[
			'an id twice',
			'id: support',
			'id: ¦usage',
			'here healthModels.standard.factors.usage.id: there is already a factor "usage"',
		],
	])('of %s says where and what', (_, from, to, problem) => {
		const problems = problemsAfter(from, to)
		expect(problems.join('\n')).toContain(problem)
	})

	it('finds bands that are in order upwards as good as downwards', () => {
		const swapped = small.replace(/( +- \{ id: good.*\n)( +- \{ id: bad.*\n)/, '$2$1')
		expect(swapped).not.toBe(small)
		expect(parseModel(swapped, vocabulary).ok).toBe(true)
	})

	it('reports every problem at once, in the order of the file', () => {
		const text = small.replace('arr >=', 'aarr >=').replace('metric: tickets_open', 'metric: ticket_open')
		const parsed = parseModel(text, vocabulary)
		expect(parsed.ok ? [] : parsed.problems.map(problem => problem.line)).toEqual([9, 46])
	})

	it.each([
		['nothing', '', 'expected a group of keys'],
		['a list', '- 1', 'expected a group of keys'],
		['brackets that exhaust the stack', '['.repeat(200_000), 'YAML'],
		[
			'aliases that multiply',
			`a: &a [${'1,'.repeat(9)}]\n${[...'bcdefghi'].map((key, index) => `${key}: &${key} [${`*${'abcdefghi'[index]},`.repeat(9)}]\n`).join('')}`,
			'usual size',
		],
		['too much', ' '.repeat(2_000_001), 'at most 2000000 characters'],
	])('refuses %s', (_, text, message) => {
		const parsed = parseModel(text, vocabulary)
		expect(parsed.ok).toBe(false)
		expect(parsed.ok ? '' : parsed.problems[0]?.message).toContain(message)
	})
})
