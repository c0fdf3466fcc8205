// What a user of the npm package 'mlflow' does, against the server whose address is the argument.
const assert = require('node:assert')
const MLflow = require('mlflow')

// The package prints each body.
console.log = () => {}

const { Experiments, Runs, Metrics, Artifacts } = new MLflow({ endpoint: process.argv[2] })

const refused = call => call.then(() => assert.fail('was not refused'), error => JSON.parse(error.message.replace(/^Error: /, '')))

async function main() {
  const { experiment_id } = await Experiments.create({ name: 'from node' })
  assert.strictEqual((await Experiments.get({ experiment_id })).experiment.name, 'from node')
  assert.ok((await Experiments.list()).experiments.some(e => e.experiment_id === experiment_id))
  await Experiments.update({ experiment_id, new_name: 'from node, renamed' })

  const { run: { info: { run_id } } } = await Runs.create({ experiment_id, user_id: 'ann', start_time: 1700000000000, tags: [{ key: 'team', value: 'sky' }] })
  await Runs.logParameter({ run_id, key: 'depth', value: '6' })
  await Runs.logMetric({ run_id, key: 'auc', value: 0.5, timestamp: 1, step: 0 })
  await Runs.logMetric({ run_id, key: 'auc', value: 0.75, timestamp: 2, step: 1 })
  await Runs.logBatch({ run_id, metrics: [{ key: 'loss', value: 0.1, timestamp: 3, step: 0 }], params: [{ key: 'rate', value: '0.1' }], tags: [{ key: 'note', value: 'good' }] })
  await Runs.setTag({ run_id, key: 'gone', value: 'soon' })
  await Runs.deleteTag({ run_id, key: 'gone' })

  const { run } = await Runs.get({ run_id })
  assert.deepStrictEqual(run.data.metrics.map(m => [m.key, m.value]), [['auc', 0.75], ['loss', 0.1]])
  assert.deepStrictEqual(run.data.params, [{ key: 'depth', value: '6' }, { key: 'rate', value: '0.1' }])
  assert.strictEqual(run.info.start_time, 1700000000000)

  assert.deepStrictEqual((await Metrics.getHistory({ run_id, metric_key: 'auc' })).metrics.map(m => m.value), [0.5, 0.75])
  const found = await Runs.search({ experiment_ids: [experiment_id], filter: "metrics.auc > 0.6 and tags.team = 'sky'", run_view_type: 'ACTIVE_ONLY', max_results: 5, order_by: ['metrics.auc DESC'] })
  assert.strictEqual(found.runs[0].info.run_id, run_id)
  assert.strictEqual((await Artifacts.list({ run_id })).root_uri, `mlflow-artifacts:/${experiment_id}/${run_id}/artifacts`)

  assert.strictEqual((await Runs.update({ run_id, status: 'FINISHED', end_time: 1700000001000 })).run_info.status, 'FINISHED')
  await Runs.delete({ run_id })
  await Runs.restore({ run_id })

  const changed = await refused(Runs.logParameter({ run_id, key: 'depth', value: '7' }))
  assert.strictEqual(changed.status, 400)
  assert.strictEqual(changed.data.error_code, 'INVALID_PARAMETER_VALUE')
  assert.strictEqual((await refused(Experiments.get({ experiment_id: '999' }))).status, 404)

  await Experiments.delete({ experiment_id })
  await Experiments.restore({ experiment_id })
  process.stdout.write('all well\n')
}

main().catch(error => { process.stderr.write(`${error.stack}\n`); process.exit(1) })
