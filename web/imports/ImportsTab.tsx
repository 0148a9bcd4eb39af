import type { DataSearch } from '../data/data-search.ts'
import { useMay } from '../session/use-session.ts'
import { FileDrop } from '../ui/FileDrop.tsx'
import { ChosenFiles } from './ChosenFiles.tsx'
import { LoadsSection } from './LoadsSection.tsx'
import { RejectsSheet } from './RejectsSheet.tsx'
import { useImport } from './use-import.ts'

const accepted = '.csv,.tsv,.txt,.jsonl,.ndjson,.parquet,.gz,.yaml,.yml'

/** Files in: dropped, looked at, loaded, and what came of earlier ones. */
export function ImportsTab({
	search,
	onChange,
}: {
	search: DataSearch
	onChange: (next: Partial<DataSearch>) => void
}) {
	const may = useMay()
	const state = useImport({ onStarted: job => onChange({ job }) })
	return (
		<div className="flex max-w-6xl flex-col gap-6">
			{may('data.import') ? (
				<FileDrop
					label="Drop files or folders here"
					hint="CSV, JSON Lines or Parquet from any system, gzip too. Nothing is stored before you have seen how they are read."
					accept={accepted}
					onFiles={files => void state.add(files)}
				/>
			) : (
				<p className="text-13 text-second">Admins and operations can load files.</p>
			)}
			{state.files.length > 0 && <ChosenFiles state={state} />}
			<LoadsSection onRejects={load => onChange({ load })} />
			<RejectsSheet load={search.load} onClose={() => onChange({ load: undefined })} />
		</div>
	)
}
