// Reads import files as JSON lines on standard input ({"name", "text"}), judges each with the published schemas as the
// extension's importer does, and prints one JSON line of complaints for each. Run with the package's folder as argument.
import { createRequire } from "node:module"
import { createInterface } from "node:readline"
import path from "node:path"

const types = createRequire(path.resolve(process.argv[2], "package.json"))("@roo-code/types")
const schemas = ["providerSettingsWithIdSchema", "discriminatedProviderSettingsWithIdSchema"]

function lost(before, after, where) {
	if (typeof before !== "object" || before === null) {
		return Object.is(before, after) ? [] : [`${where} changed`]
	}
	if (typeof after !== "object" || after === null || Array.isArray(before) !== Array.isArray(after)) {
		return [`${where} changed`]
	}
	const added = Object.keys(after).filter((key) => !Object.hasOwn(before, key)).map((key) => `${where}.${key} added`)
	const kept = (key) => (Object.hasOwn(after, key) ? lost(before[key], after[key], `${where}.${key}`) : [`${where}.${key} dropped`])
	return added.concat(Object.keys(before).flatMap(kept))
}

function judge(text) {
	const file = JSON.parse(text)
	const { providerProfiles, ...others } = file
	const { currentApiConfigName, apiConfigs, modeApiConfigs, ...more } = providerProfiles
	const complaints = [...Object.keys(others), ...Object.keys(more)].map((key) => `${key} is not needed`)
	if (!Object.hasOwn(apiConfigs, currentApiConfigName)) complaints.push("the current profile is not in the file")
	const ids = Object.values(apiConfigs).map((profile) => profile.id)
	for (const id of Object.values(modeApiConfigs)) if (!ids.includes(id)) complaints.push(`no profile has the id ${id}`)
	for (const profile of Object.values(apiConfigs)) {
		if (!types.isProviderName(profile.apiProvider)) complaints.push(`${profile.apiProvider} is no provider`)
		for (const name of schemas) {
			const result = types[name].safeParse(profile)
			if (result.success) complaints.push(...lost(profile, result.data, name))
			else complaints.push(...result.error.issues.map((issue) => `${name}: ${issue.path.join(".")}: ${issue.message}`))
		}
	}
	return complaints
}

for await (const line of createInterface({ input: process.stdin })) {
	let complaints
	try {
		complaints = judge(JSON.parse(line).text)
	} catch (error) {
		complaints = [String(error)]
	}
	process.stdout.write(`${JSON.stringify(complaints)}\n`)
}
