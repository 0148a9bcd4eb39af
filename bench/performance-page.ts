/** The parts of docs/performance.md in their order: what each is called, the program that measures it, its sizes. */
export const benchParts = [
	{
		id: 'usage',
		title: 'Usage: import and metrics',
		program: 'usage-bench.ts',
		sizes: { accounts: 1_000, events: 1_000_000, seed: 1 },
	},
	{
		id: 'accounts',
		title: 'List of accounts and one account',
		program: 'account-list.ts',
		sizes: { accounts: 100_000, people: 20, pause: 1_000, calls: 30 },
	},
	{ id: 'playbooks', title: 'A day of playbooks', program: 'playbooks.ts', sizes: { accounts: 100_000 } },
	{ id: 'forecast', title: 'Forecast', program: 'forecast-speed.ts', sizes: { renewals: 100_000 } },
	{
		id: 'revenue',
		title: 'Revenue and retention',
		program: 'revenue-bench.ts',
		sizes: { accounts: 100_000, seed: 1 },
	},
	{
		id: 'validation',
		title: 'Validation',
		program: 'validation-speed.ts',
		sizes: { accounts: 10_000, dates: 24 },
	},
] as const

export type BenchPartId = (typeof benchParts)[number]['id']

const intro = `# Performance

Written by \`npm run bench -- --write\`. Each part is measured in a process of its own and names the day, the commit and
the machine; \`--only PART\` measures one anew and leaves the others as they are.
`

/** Where, when and how a part was measured. */
export interface Measured {
	/** `YYYY-MM-DD` */
	on: string
	commit: string
	machine: string
	/** As it can be typed again. */
	command: string
}

/** What a program printed as Markdown: tables and headings as they are, single lines as a list. */
export function toMarkdown(printed: string): string {
	const lines = printed.split('\n').map(line => line.trimEnd())
	const isList = (line: string | undefined) => line !== undefined && line !== '' && !/^[|#<]/.test(line)
	const isProse = lines.some(line => line.startsWith('#'))
	if (isProse) return printed.trim()
	const made: string[] = []
	for (const [index, line] of lines.entries()) {
		const before = lines[index - 1]
		if (line === '') continue
		if (before !== undefined && before !== '' && isList(before) !== isList(line)) made.push('')
		else if (before === '' && made.length > 0) made.push('')
		made.push(isList(line) ? `- ${line.trim().replace(/^- /, '')}` : line)
	}
	return made.join('\n')
}

/** The section of one part. */
export function sectionOf(id: BenchPartId, measured: Measured, body: string): string {
	const title = benchParts.find(part => part.id === id)?.title ?? id
	return `${startOf(id)}
## ${title}

Measured on ${measured.on} at commit ${measured.commit} by \`${measured.command}\`, ${measured.machine}.

${body.trim()}
${endOf(id)}
`
}

/** The page with these sections in it; sections of other parts stay as they were. */
export function writePage(page: string, sections: ReadonlyMap<BenchPartId, string>): string {
	const kept = benchParts.flatMap(({ id }) => {
		const section = sections.get(id) ?? findSection(page, id)
		return section === undefined ? [] : [section.trimEnd()]
	})
	return `${[intro.trimEnd(), ...kept].join('\n\n')}\n`
}

function findSection(page: string, id: BenchPartId): string | undefined {
	const [start, end] = [page.indexOf(startOf(id)), page.indexOf(endOf(id))]
	return start < 0 || end < start ? undefined : page.slice(start, end + endOf(id).length)
}

function startOf(id: BenchPartId): string {
	return `<!-- ${id}: begin -->`
}
function endOf(id: BenchPartId): string {
	return `<!-- ${id}: end -->`
}
