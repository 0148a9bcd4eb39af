import { sumMoney } from './outside-money.ts'
import { type QualityFinding, type QualityHit, type QualityRuleId, qualityRules } from './quality-rule.ts'

const exampleLimit = 5

/** Collects the hits of many accounts into one finding per rule, in the order of the rules. */
export class FindingSummary {
	readonly #findings = new Map<QualityRuleId, QualityFinding>()

	/** `arrMinor` is the account's ARR in the workspace's currency, null where unknown. */
	add(accountId: string, hits: readonly QualityHit[], arrMinor: bigint | null): void {
		for (const { rule, count, example, outside } of hits) {
			const finding = this.#finding(rule)
			finding.count += count
			finding.accounts += 1
			if (outside) finding.outside = sumMoney([...finding.outside, ...outside])
			if (arrMinor !== null) finding.arrMinor = (finding.arrMinor ?? 0n) + arrMinor
			if (finding.examples.length < exampleLimit) finding.examples.push({ accountId, what: example })
		}
	}

	#finding(rule: QualityRuleId): QualityFinding {
		const present = this.#findings.get(rule)
		if (present) return present
		const says = qualityRules.find(({ id }) => id === rule)!.says
		const finding: QualityFinding = {
			rule,
			says,
			count: 0,
			accounts: 0,
			arrMinor: null,
			outside: [],
			examples: [],
		}
		this.#findings.set(rule, finding)
		return finding
	}

	/** Findings in the order of `qualityRules`; rules that nothing breaks are absent. */
	list(): QualityFinding[] {
		return qualityRules.flatMap(({ id }) => this.#findings.get(id) ?? [])
	}
}
